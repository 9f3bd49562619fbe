namespace ActorScheduler.Cli.JobLog;

/// <summary>What earlier runs mean for a job of this one.</summary>
internal enum PastOutcome
{
    /// <summary>It is to run.</summary>
    None,

    /// <summary>It succeeded before and is skipped.</summary>
    Succeeded,

    /// <summary>It failed before and is skipped.</summary>
    Failed,
}
