namespace ActorScheduler.Cli.Run;

/// <summary>The command line of <c>actorscheduler run</c>, checked. Null means: not given.</summary>
internal sealed class RunOptions
{
    /// <summary>The job file; null or "-" is standard input.</summary>
    public string? File { get; set; }

    public JobLimit? MaxJobs { get; set; }

    public double? MaxLoad { get; set; }

    public LoadSignal? LoadSignal { get; set; }

    public Dictionary<string, int> Groups { get; } = new(StringComparer.Ordinal);

    public FailureMode? FailureMode { get; set; }

    /// <summary>Longest time of one attempt of a job.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Time between TERM and KILL.</summary>
    public TimeSpan? KillAfter { get; set; }

    /// <summary>Further attempts after a failed one.</summary>
    public int Retries { get; set; }

    public OutputMode Output { get; set; }

    public string? JobLog { get; set; }

    /// <summary>The file in which the run keeps its jobs, so that it can be resumed after any end.</summary>
    public string? State { get; set; }

    /// <summary>Skip what the state, or the job log, has.</summary>
    public bool Resume { get; set; }

    /// <summary>Skip what succeeded according to the state or the job log.</summary>
    public bool ResumeFailed { get; set; }

    /// <summary>True when an earlier run is gone on with.</summary>
    public bool Resumes => Resume || ResumeFailed;

    public ProgressMode Progress { get; set; }

    public bool Json { get; set; }

    public bool DryRun { get; set; }

    /// <summary>Print the help and do nothing else.</summary>
    public bool Help { get; set; }

    /// <summary>Print the version and do nothing else.</summary>
    public bool Version { get; set; }
}
