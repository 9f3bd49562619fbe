using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.JobLog;

namespace ActorScheduler.Cli.Run;

/// <summary>Goes along a job file, entry by entry, and says what earlier runs have done of it.</summary>
internal abstract class HistoryWalk
{
    /// <summary>Under which key the job that was asked for last is to be scheduled; null when jobs have none.</summary>
    public virtual string? Key => null;

    /// <summary>What is to be done with the next entry. A barrier is never done.</summary>
    /// <exception cref="UsageException">The earlier runs were of another job file.</exception>
    public abstract PastOutcome Next(JobEntry entry);
}
