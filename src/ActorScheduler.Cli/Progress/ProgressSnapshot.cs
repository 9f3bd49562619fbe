namespace ActorScheduler.Cli.Progress;

/// <summary>Where the run stands at one moment.</summary>
internal readonly struct ProgressSnapshot
{
    /// <summary>All jobs to run, those that are done included; null while they still arrive.</summary>
    public long? Total { get; init; }

    /// <summary>Jobs that have ended, however.</summary>
    public long Ended { get; init; }

    public long Failed { get; init; }

    public int Running { get; init; }

    /// <summary>How many may run when that was changed since the start; null otherwise.</summary>
    public int? NewMaxJobs { get; init; }

    /// <summary>Jobs that were taken in and do not run.</summary>
    public int Waiting { get; init; }

    /// <summary>Why the next one does not start.</summary>
    public HoldReason? HeldBy { get; init; }

    /// <summary>Time since the run began.</summary>
    public TimeSpan Elapsed { get; init; }
}
