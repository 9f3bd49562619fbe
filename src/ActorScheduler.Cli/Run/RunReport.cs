namespace ActorScheduler.Cli.Run;

/// <summary>Something that happened to a job and is to be shown.</summary>
internal sealed class RunReport
{
    public required RunningJob Job { get; init; }

    /// <summary>When it started; null in the report of its end.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How it ended; null in the report of its start.</summary>
    public JobExit? Exit { get; init; }
}
