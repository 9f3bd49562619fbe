using System.Text;

namespace ActorScheduler.TestKit.Engine;

/// <summary>
/// What happened, in order: a fingerprint of all of it, the last events for people, and the whole text when it is
/// wanted.
/// </summary>
internal sealed class Trace(bool keepText)
{
    private const int Kept = 40;
    private const ulong Prime = 0x100000001B3UL;

    private readonly SimulationEvent[] _last = new SimulationEvent[Kept];
    private readonly StringBuilder? _text = keepText ? new StringBuilder() : null;
    private long _count;

    /// <summary>Equal for equal traces, and for no others that anybody will meet.</summary>
    public ulong Fingerprint { get; private set; } = 0xCBF29CE484222325UL;

    public string? Text => _text?.ToString();

    public void Add(in SimulationEvent e)
    {
        _last[_count++ % Kept] = e;
        ulong hash = (Fingerprint ^ (ulong)e.Step) * Prime;
        hash = (hash ^ (ulong)e.At.Ticks) * Prime;
        hash = (hash ^ (ulong)e.Kind) * Prime;
        hash = Add(hash, e.Subject);
        Fingerprint = e.Detail is { } detail ? Add(hash, detail) : hash;
        _text?.Append(e.ToString()).Append('\n');
    }

    public IReadOnlyList<SimulationEvent> Last()
    {
        int count = (int)Math.Min(_count, Kept);
        var events = new SimulationEvent[count];
        for (int i = 0; i < count; i++) events[i] = _last[(_count - count + i) % Kept];
        return events;
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (char c in text) hash = (hash ^ c) * Prime;
        return hash ^ (hash >> 29);
    }
}
