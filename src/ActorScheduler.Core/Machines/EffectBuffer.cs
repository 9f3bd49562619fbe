using System.Runtime.InteropServices;

namespace ActorScheduler.Machines;

/// <summary>What a machine wants done after a turn, in order. Reused from turn to turn.</summary>
internal sealed class EffectBuffer
{
    private readonly List<Effect> _effects = new(64);

    public int Count => _effects.Count;

    public ReadOnlySpan<Effect> Span => CollectionsMarshal.AsSpan(_effects);

    public Effect this[int index] => _effects[index];

    public void Add(EffectKind kind, object? target = null, long value = 0) =>
        _effects.Add(new Effect(kind, target, value));

    public void Clear() => _effects.Clear();
}
