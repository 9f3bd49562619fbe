namespace ActorScheduler.Chaos;

/// <summary>When a life is to end: what must have happened first, and how long after that.</summary>
/// <param name="Notes">Lines that its jobs and submitters must have written.</param>
/// <param name="Pause">How long after that.</param>
internal readonly record struct KillMoment(int Notes, TimeSpan Pause)
{
    /// <summary>
    /// A quarter die while they start and read the store, some with their first jobs, most in the middle of the work.
    /// </summary>
    /// <param name="random">The seed's.</param>
    /// <param name="most">Lines that a life writes when it is let.</param>
    public static KillMoment Draw(Random random, int most) => random.Next(20) switch
    {
        < 5 => new(0, TimeSpan.FromMilliseconds(random.NextDouble() * 350)),
        < 8 => new(1, TimeSpan.FromMilliseconds(random.NextDouble() * 20)),
        _ => new(1 + random.Next(most), TimeSpan.FromMilliseconds(random.NextDouble() * 2)),
    };
}
