namespace ActorScheduler.Machines;

/// <summary>
/// One run of a pull source through a scheduler: jobs are asked for only when there is a free slot (PORT-44). The
/// machine's record of it; the runtime's run derives from this.
/// </summary>
internal abstract class SourceRun
{
    /// <summary>
    /// A run is not asked while so many of its jobs wait: enough to find one whose groups have room.
    /// </summary>
    public const int MaxAhead = 64;

    public Segment Segment = null!;

    /// <summary>The source has no more jobs, or must not be asked any more.</summary>
    public bool Exhausted;

    /// <summary>A job was asked for and has not come yet.</summary>
    public bool Pulling;

    /// <summary>Its jobs that have not ended.</summary>
    public HashSet<JobReference> Live { get; } = [];

    /// <summary>How many of them do not run: they wait for a group, a retry or other jobs.</summary>
    public int Waiting;

    /// <summary>How many of its jobs failed.</summary>
    public int Failed;
}
