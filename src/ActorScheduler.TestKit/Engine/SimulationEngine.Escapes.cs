using System.Diagnostics;
using ActorScheduler.Actors;

namespace ActorScheduler.TestKit.Engine;

/// <content>Code that has left the simulation's thread, where the seed does not reach.</content>
internal sealed partial class SimulationEngine
{
    private readonly object _gate = new();
    private volatile string? _escape;
    private volatile bool _over;

    /// <summary>Real time given to code that seems to have escaped to show itself, so that it can be named.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Those who run now, for guesses at who has escaped.</summary>
    public Func<string?>? Suspects { get; set; }

    /// <summary>
    /// True on the simulation's own thread. Any other has escaped, and what it wants is left undone: the simulation
    /// fails and says who it was.
    /// </summary>
    /// <param name="wish">What it wants.</param>
    /// <param name="message">What tells who it is, when something does.</param>
    public bool IsInside(string wish, object? message = null)
    {
        if (Environment.CurrentManagedThreadId == _thread) return true;
        if (_over) return false;
        string? who = MessageText.JobIn(message) ?? AmbientJob.Job?.ToString();
        string where = AmbientJob.Owner is { } owner ? $" of '{owner.Name}'" : "";
        lock (_gate)
        {
            _escape ??= $"{(who is null ? "Code" : $"Job {who}")}{where} has escaped from the simulation: it wants to "
                + $"{wish} on another thread. After ConfigureAwait(false), Task.Run or a real timer the seed does not "
                + "reach it; await without them, and take time from the simulation."
                + (who is null ? "{0}" : "");
            Monitor.PulseAll(_gate);
        }

        return false;
    }

    /// <summary>What comes from outside from now on is of no interest.</summary>
    public void End() => _over = true;

    private void LookForEscapes(bool wait)
    {
        if (wait) WaitForEscape();
        if (_escape is not { } escape) return;
        string suspects = Suspects?.Invoke() is { Length: > 0 } running
            ? $" It is one of those that run: {running}."
            : "";
        Fail(escape.Replace("{0}", suspects, StringComparison.Ordinal));
    }

    private void WaitForEscape()
    {
        long start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (_escape is null && Patience - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left)
                Monitor.Wait(_gate, left);
        }
    }
}
