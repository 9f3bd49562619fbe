namespace ActorScheduler;

/// <summary>What a recurring job has done and will do next, as of one moment. Immutable.</summary>
public sealed record RecurringStatus
{
    /// <summary>How many exits are kept.</summary>
    public const int MaxLastExits = 10;

    /// <summary>Where it is in its life.</summary>
    public required RecurringState State { get; init; }

    /// <summary>
    /// Why this process cannot schedule its jobs: it was written down by another one, on a durable scheduler, and here
    /// its time zone or its kind of job is not known. It counts as paused meanwhile; but its fire times are not lost:
    /// when it is scheduled again under its name, or in a process that knows what is missing, they are treated as
    /// missed ones. Null when nothing is wrong.
    /// </summary>
    public string? Problem { get; init; }

    /// <summary>The next fire time; null when it is paused or has ended.</summary>
    public DateTimeOffset? Next { get; init; }

    /// <summary>The latest fire time that got a job; null when none did.</summary>
    public DateTimeOffset? LastFireTime { get; init; }

    /// <summary>Fire times that got a job.</summary>
    public long Fired { get; init; }

    /// <summary>
    /// Fire times that were missed and not made up for. Of a cron expression at most 10,000 are counted at a time.
    /// </summary>
    public long Missed { get; init; }

    /// <summary>Fire times that were left out because an earlier job had not ended.</summary>
    public long Skipped { get; init; }

    /// <summary>Jobs that were scheduled and have not ended.</summary>
    public int Outstanding { get; init; }

    /// <summary>Fire times that wait for an earlier job to end.</summary>
    public int Queued { get; init; }

    /// <summary>How its latest jobs ended, at most <see cref="MaxLastExits"/> of them, the newest last.</summary>
    public IReadOnlyList<JobExit> LastExits { get; init; } = [];
}
