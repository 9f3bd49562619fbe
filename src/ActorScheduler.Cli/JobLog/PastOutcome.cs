namespace ActorScheduler.Cli.JobLog;

/// <summary>What the job log means for a job of this run.</summary>
internal enum PastOutcome
{
    /// <summary>It is to run.</summary>
    None,

    /// <summary>It succeeded before and is skipped.</summary>
    Succeeded,

    /// <summary>It failed before and is skipped.</summary>
    Failed,
}
