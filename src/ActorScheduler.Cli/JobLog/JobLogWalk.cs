using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.Run;

namespace ActorScheduler.Cli.JobLog;

/// <summary>Compares the jobs of a file with the lines of a job log.</summary>
internal sealed class JobLogWalk(JobLogHistory history, string jobFile) : HistoryWalk
{
    /// <inheritdoc/>
    public override PastOutcome Next(JobEntry entry) =>
        entry is JobSpec job ? history.Find(job, jobFile) : PastOutcome.None;
}
