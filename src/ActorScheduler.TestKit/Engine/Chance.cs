namespace ActorScheduler.TestKit.Engine;

/// <summary>
/// Random numbers of one seed and one purpose: each purpose has a stream of its own, so that one more draw for one of
/// them changes nothing for the others. Not thread-safe.
/// </summary>
internal sealed class Chance(ulong seed, string purpose)
{
    private const ulong Step = 0x9E3779B97F4A7C15UL;
    private ulong _state = Mix(seed + Hash(purpose));

    /// <summary>Any number.</summary>
    public ulong Next()
    {
        _state += Step;
        return Mix(_state);
    }

    /// <summary>A number from 0 to one less than <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(((UInt128)Next() * (uint)count) >> 64);

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True once in <paramref name="count"/> times.</summary>
    public bool OneIn(int count) => Below(count) == 0;

    // The finalizer of SplitMix64.
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    private static ulong Hash(string text)
    {
        ulong hash = Step;
        foreach (char c in text) hash = Mix(hash + c);
        return hash;
    }
}
