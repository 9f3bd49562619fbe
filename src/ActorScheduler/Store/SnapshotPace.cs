namespace ActorScheduler.Store;

/// <summary>How many facts a journal has behind its last snapshot before another is worth its cost.</summary>
/// <param name="Fewest">So many when few jobs are there.</param>
/// <param name="PerJob">
/// And for each job that would be in it: so that snapshots are not most of what is written.
/// </param>
internal sealed record SnapshotPace(int Fewest, int PerJob)
{
    /// <summary>Some megabytes of facts, read in a fraction of a second.</summary>
    public static SnapshotPace Usual { get; } = new(50_000, 8);

    /// <summary>The number for a journal with this many jobs, and keys of jobs that have ended.</summary>
    public long FactsFor(int jobs, int keys) => Math.Max(Fewest, ((long)jobs * PerJob) + keys);
}
