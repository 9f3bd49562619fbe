using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.JobLog;
using ActorScheduler.Cli.Run;

namespace ActorScheduler.Cli.State;

/// <summary>Compares a job file with what a state has.</summary>
internal sealed class StateWalk(StateHistory history, string jobFile) : HistoryWalk
{
    private readonly JobChain _chain = new();
    private StateKey _key;

    /// <inheritdoc/>
    public override string Key => _key.ToString();

    /// <inheritdoc/>
    public override PastOutcome Next(JobEntry entry)
    {
        _chain.Add(entry);
        if (entry is not JobSpec job) return PastOutcome.None;
        return history.Find(job.Number, _chain.Value, out _key, () => $"job {job.Number} of {jobFile}:{job.Line}");
    }
}
