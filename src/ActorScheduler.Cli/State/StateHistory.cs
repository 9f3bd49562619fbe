using ActorScheduler.Cli.JobLog;
using ActorScheduler.Cli.Run;
using ActorScheduler.Store;

namespace ActorScheduler.Cli.State;

/// <summary>
/// What a state says about earlier runs of the same job file. Holds some bytes a job, not the commands. What had not
/// ended when its run did, or was stopped by it, is as if it had never begun.
/// </summary>
internal sealed class StateHistory : RunHistory
{
    private readonly Dictionary<long, Past> _jobs = [];
    private readonly string _name;
    private readonly bool _retryFailed;
    private long _failed;
    private long _lastJob;

    private StateHistory(string name, bool retryFailed)
    {
        _name = name;
        _retryFailed = retryFailed;
    }

    /// <summary>True when a job was begun.</summary>
    public bool HasJobs => _jobs.Count > 0;

    /// <inheritdoc/>
    public override bool HasFailed => _failed > 0 && !_retryFailed;

    /// <summary>Reads it; the store is not changed.</summary>
    /// <param name="name">The name of the file, for messages.</param>
    /// <param name="store">The store.</param>
    /// <param name="journal">The journal that runs have in it.</param>
    /// <param name="retryFailed">True when failed jobs are to run again.</param>
    /// <exception cref="UsageException">It is the store of something else.</exception>
    /// <exception cref="StoreException">It cannot be read, or is damaged.</exception>
    public static async Task<StateHistory> ReadAsync(string name, IStore store, string journal, bool retryFailed)
    {
        var history = new StateHistory(name, retryFailed);
        foreach (JournalHead head in await store.ListAsync(default).ConfigureAwait(false))
        {
            if (head.Journal != journal) throw history.Foreign($"it has a scheduler '{OneLine.Of(head.Journal)}'");
        }

        await foreach (KeyedJob job in KeyedJob.ReadAllAsync(store, journal).ConfigureAwait(false)) history.Add(job);
        foreach (Past past in history._jobs.Values) history._failed += past.Outcome == PastOutcome.Failed ? 1 : 0;
        return history;
    }

    /// <inheritdoc/>
    public override HistoryWalk Walk(string jobFile) => new StateWalk(this, jobFile);

    /// <inheritdoc/>
    public override void CheckCount(long jobs, string jobFile)
    {
        if (_lastJob > jobs) throw Another($"it has a job {_lastJob}, and {jobFile} has {jobs}");
    }

    /// <summary>What is to be done with a job, and its key when that is to be run.</summary>
    /// <param name="number">Its place.</param>
    /// <param name="chain">What the file is up to it.</param>
    /// <param name="key">The key for the next time.</param>
    /// <param name="place">Says where it stands, for a message.</param>
    /// <exception cref="UsageException">Earlier runs had another file up to it.</exception>
    public PastOutcome Find(long number, ulong chain, out StateKey key, Func<string> place)
    {
        key = new StateKey(number, 0, chain);
        if (!_jobs.TryGetValue(number, out Past past)) return PastOutcome.None;
        if (past.Chain != chain) throw Another($"it differs at {place()} or before it");
        key = key with { Round = past.Round + 1 };
        return past.Outcome == PastOutcome.Failed && _retryFailed ? PastOutcome.None : past.Outcome;
    }

    private void Add(KeyedJob job)
    {
        if (!StateKey.TryParse(job.Key, out StateKey key)) throw Foreign("it has jobs that no run has begun");
        _lastJob = Math.Max(_lastJob, key.Number);
        if (_jobs.TryGetValue(key.Number, out Past before) && before.Round >= key.Round) return;
        _jobs[key.Number] = new Past(key.Chain, key.Round, OutcomeOf(job));
    }

    // As the job log has it: what never ran, or was stopped for another's sake, is left out.
    private static PastOutcome OutcomeOf(KeyedJob job)
    {
        if (job.End == JobState.Completed) return PastOutcome.Succeeded;
        bool stopped = job.CancelRequested && !job.TimedOut;
        return job is { End: JobState.Failed, Ran: true } && !stopped ? PastOutcome.Failed : PastOutcome.None;
    }

    private UsageException Another(string difference) =>
        new($"the state '{_name}' is of another job file: {difference}");

    private UsageException Foreign(string why) => new($"'{_name}' is no state of a run: {why}");

    private readonly record struct Past(ulong Chain, int Round, PastOutcome Outcome);
}
