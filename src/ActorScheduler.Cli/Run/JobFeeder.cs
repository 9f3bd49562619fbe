using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.JobLog;

namespace ActorScheduler.Cli.Run;

/// <summary>
/// Hands the jobs of the file to the scheduler, one after the other, as it has room for them. It has a thread of its
/// own, because reading standard input blocks for as long as nothing comes.
/// </summary>
internal sealed class JobFeeder
{
    private readonly RunSetup _setup;
    private readonly JobFile _file;
    private readonly bool _isHalted;
    private readonly JobBuilder _builder;
    private readonly Scheduler _scheduler;
    private readonly PendingCount _pending;
    private readonly Tally _tally;
    private readonly Action<RunningJob> _onTaken;

    // Handles of the named jobs; null for one that an earlier run has completed.
    private readonly Dictionary<string, ProcessHandle?> _named = new(StringComparer.Ordinal);

    // Names of jobs that will not complete in this run: they failed in an earlier one and are skipped, or come after
    // such a job.
    private readonly HashSet<string> _fallen = new(StringComparer.Ordinal);

    public JobFeeder(
        RunSetup setup, JobBuilder builder, Scheduler scheduler, PendingCount pending, Tally tally,
        Action<RunningJob> onTaken)
    {
        _setup = setup;
        _file = setup.File;
        _isHalted = setup.IsHalted;
        _builder = builder;
        _scheduler = scheduler;
        _pending = pending;
        _tally = tally;
        _onTaken = onTaken;
    }

    /// <summary>
    /// The mistake that ended the file early; only in a file that streams, others were checked before.
    /// </summary>
    public UsageException? Problem { get; private set; }

    /// <summary>Starts to feed.</summary>
    public void Start() => new Thread(Run) { IsBackground = true, Name = "job source" }.Start();

    private void Run()
    {
        try
        {
            foreach ((JobEntry entry, PastOutcome past, string? key) in PlannedEntries.Read(_file, _setup.History))
            {
                if (entry is not JobSpec job) _ = _scheduler.InsertBarrier();
                else if (!Take(job, past, key)) break;
            }
        }
        catch (UsageException problem)
        {
            // A run that was ended may have had its source cut short with it: that is nobody's mistake.
            if (!_pending.SourceEnded) Problem = problem;
        }

        _pending.EndSource();
    }

    // False when no more jobs are taken.
    private bool Take(JobSpec job, PastOutcome past, string? key)
    {
        _tally.See();
        if (past != PastOutcome.None)
        {
            _tally.Skip();
            if (_setup.State?.History.FindUnlogged(job.Number) is { } end) _setup.Log.Add(job, end);
            Remember(job, null, past == PastOutcome.Succeeded);
            return true;
        }

        // Of a stream nothing more need be awaited; a file tells how much was done.
        if (_isHalted) return !_file.Streams;
        if (After(job) is not { } after)
        {
            Remember(job, null, willComplete: false);
            return true;
        }

        // Waits for room. A scheduler that takes no more jobs ends this source, so that the next one finds it ended.
        if (!_pending.Enter()) return false;
        ProcessHandle handle = _scheduler.Schedule(
            _builder.Process(job), _builder.Options(job, after, key));
        Remember(job, handle, willComplete: true);
        _onTaken(new RunningJob(job, handle, _builder.StartsInOrder(job)));
        return true;
    }

    private void Remember(JobSpec job, ProcessHandle? handle, bool willComplete)
    {
        if (job.Name is null) return;
        if (willComplete) _named[job.Name] = handle;
        else _fallen.Add(job.Name);
    }

    // The jobs that it waits for; null when it will never run because one of them fell in an earlier run.
    private List<JobReference>? After(JobSpec job)
    {
        var after = new List<JobReference>(job.After.Count);
        foreach (string name in job.After)
        {
            if (_fallen.Contains(name)) return null;
            if (_named[name] is { } handle) after.Add(handle);
        }

        return after;
    }
}
