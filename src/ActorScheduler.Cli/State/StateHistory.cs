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
    private readonly Dictionary<long, KeyedJob> _unlogged = [];
    private readonly string _name;
    private readonly JobLogHistory? _log;
    private readonly bool _retryFailed;
    private long _lastJob;

    private StateHistory(string name, JobLogHistory? log, bool retryFailed)
    {
        _name = name;
        _log = log;
        _retryFailed = retryFailed;
    }

    /// <summary>True when a job was begun.</summary>
    public bool HasJobs => _jobs.Count > 0;

    /// <inheritdoc/>
    public override long LastJob => _lastJob;

    /// <inheritdoc/>
    public override bool HasFailed => Failed > 0 && !_retryFailed;

    /// <summary>How many commands have succeeded.</summary>
    public long Succeeded { get; private set; }

    /// <summary>How many have failed.</summary>
    public long Failed { get; private set; }

    /// <summary>Reads it; the store is not changed.</summary>
    /// <param name="name">The name of the file, for messages.</param>
    /// <param name="store">The store.</param>
    /// <param name="journal">The journal that runs have in it.</param>
    /// <param name="log">The job log that goes on beside it; null when none does.</param>
    /// <param name="retryFailed">True when failed jobs are to run again.</param>
    /// <exception cref="UsageException">It is the store of something else.</exception>
    /// <exception cref="StoreException">It cannot be read, or is damaged.</exception>
    public static async Task<StateHistory> ReadAsync(
        string name, IStore store, string journal, JobLogHistory? log, bool retryFailed)
    {
        var history = new StateHistory(name, log, retryFailed);
        foreach (JournalHead head in await store.ListAsync(default).ConfigureAwait(false))
        {
            if (head.Journal != journal) throw history.Foreign($"it has a scheduler '{OneLine.Of(head.Journal)}'");
        }

        await foreach (KeyedJob job in KeyedJob.ReadAllAsync(store, journal).ConfigureAwait(false)) history.Add(job);
        foreach (Past past in history._jobs.Values)
        {
            if (past.Outcome == PastOutcome.Succeeded) history.Succeeded++;
            else if (past.Outcome == PastOutcome.Failed) history.Failed++;
        }

        return history;
    }

    /// <inheritdoc/>
    public override HistoryWalk Walk(string jobFile) => new StateWalk(this, jobFile);

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

    /// <summary>
    /// How a job that is done has ended, when the job log does not have it: the run was killed in between. Null
    /// otherwise.
    /// </summary>
    public KeyedJob? FindUnlogged(long number) => _unlogged.TryGetValue(number, out KeyedJob job) ? job : null;

    private protected override UsageException TooMany(long jobs, string jobFile) =>
        Another($"it has a job {_lastJob}, and {jobFile} has {jobs}");

    private void Add(KeyedJob job)
    {
        if (!StateKey.TryParse(job.Key, out StateKey key)) throw Foreign("it has jobs that no run has begun");
        _lastJob = Math.Max(_lastJob, key.Number);
        if (_jobs.TryGetValue(key.Number, out Past before) && before.Round >= key.Round) return;
        var past = new Past(key.Chain, key.Round, OutcomeOf(job));
        _jobs[key.Number] = past;
        bool isDone = past.Outcome != PastOutcome.None;
        if (isDone && _log?.Has(key.Number, past.Outcome) == false) _unlogged[key.Number] = job;
        else _unlogged.Remove(key.Number);
    }

    // As the job log has it: what never ran, or was stopped for another's sake, is left out.
    private static PastOutcome OutcomeOf(KeyedJob job)
    {
        if (job.End == JobState.Completed) return PastOutcome.Succeeded;
        bool stopped = job.CancelRequested && !job.TimedOut;
        return job is { End: JobState.Failed, StartedAt: not null } && !stopped ? PastOutcome.Failed : PastOutcome.None;
    }

    private UsageException Another(string difference) =>
        new($"the state '{_name}' is of another job file: {difference}");

    private UsageException Foreign(string why) => new($"'{_name}' is no state of a run: {why}");

    private readonly record struct Past(ulong Chain, int Round, PastOutcome Outcome);
}
