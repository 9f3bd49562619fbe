namespace ActorScheduler.Cli.JobFiles;

/// <summary>Settings of the run that a job file may give; each one on the command line wins over it.</summary>
internal sealed class SchedulerSettings
{
    public static readonly SchedulerSettings None = new();

    /// <summary>The scheduler's name, for logs; null when the file gives none.</summary>
    public string? Name { get; init; }

    /// <summary>Jobs at once; null when the file does not say.</summary>
    public JobLimit? MaxJobs { get; init; }

    /// <summary>Load above which nothing starts.</summary>
    public double? MaxLoad { get; init; }

    /// <summary>The figure that is compared with <see cref="MaxLoad"/>.</summary>
    public LoadSignal? LoadSignal { get; init; }

    /// <summary>What the failure of one job means for the rest.</summary>
    public FailureMode? FailureMode { get; init; }
}
