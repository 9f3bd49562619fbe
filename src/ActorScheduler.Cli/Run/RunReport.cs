namespace ActorScheduler.Cli.Run;

/// <summary>Something that happened in a run and is to be shown.</summary>
internal abstract record RunReport
{
    private RunReport()
    {
    }

    /// <summary>A job has started.</summary>
    public sealed record Started(RunningJob Job, DateTimeOffset At) : RunReport;

    /// <summary>A job has ended, started or not.</summary>
    public sealed record Ended(RunningJob Job) : RunReport;

    /// <summary>What has happened cannot be written down any more.</summary>
    public sealed record StateLost(StoreException Problem) : RunReport;

    /// <summary>Somebody has asked for more or fewer jobs at once.</summary>
    public sealed record LimitAsked(LimitChange Change) : RunReport;
}
