using System.Runtime.CompilerServices;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines.Model;

/// <summary>
/// The reference model: plain lists that are looked through from end to end. It is told what the machine is told, sees every
/// effect, and throws <see cref="ModelViolation"/> when one breaks a rule. It decides nothing for the machine and reads nothing
/// of it but the states of jobs and the statistics.
/// </summary>
/// <remarks>
/// Barriers and drains: every submission, run, barrier and drain has a place on one line of numbers. Something may start when no
/// barrier stands between it and the oldest that has not ended; a barrier or drain is reached when the oldest stands behind it.
/// </remarks>
internal sealed partial class Book(SchedulerOptions options, bool useTokens)
{
    private readonly Dictionary<object, Entry> _byJob = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _history = [];
    private long _place;
    private long _turn;

    public List<Entry> Jobs { get; } = [];

    public List<Entry> Barriers { get; } = [];

    public List<DrainEntry> Drains { get; } = [];

    public List<RunEntry> Runs { get; } = [];

    public Dictionary<GroupKey, int> Limits { get; } = new(options.GroupLimits);

    public int? MaxJobs { get; set; } = options.MaxJobs;

    public StopMode? StopMode { get; set; }

    public bool Latched { get; private set; }

    public int Tokens { get; private set; }

    public bool TokenAsked { get; private set; }

    public bool LoadAsked { get; private set; }

    public long? LoadTimer { get; private set; }

    public (double? Value, long At)? Load { get; private set; }

    public bool StoppedReported { get; private set; }

    public long Now { get; set; } = 1000;

    public IEnumerable<Entry> Running => Jobs.Where(j => j.Running);

    public bool IsClosed => Latched || StopMode >= ActorScheduler.StopMode.CancelQueued;

    public IReadOnlyList<string> History => _history;

    public Entry Of(object job) => _byJob[job];

    /// <summary>Whether the story is written down: it costs more than all the rest.</summary>
    public bool TakesNotes { get; init; }

    public void Note([InterpolatedStringHandlerArgument("")] Words what)
    {
        if (TakesNotes) _history.Add(what.Text);
    }

    /// <summary>A job is handed to the machine.</summary>
    public Entry Submit(FakeJob job, RunEntry? run = null)
    {
        JobOptions settings = job.Settings;
        var entry = new Entry(job, run?.Place ?? ++_place)
        {
            Turn = ++_turn,
            Priority = settings.Priority,
            Groups = [.. settings.Groups],
            After = [.. settings.After.Select(Of)],
            Run = run,
            WaitsForRoom = job.Has(JobFlags.WaitsForRoom),
            AcceptanceAsked = job.Has(JobFlags.WaitsForRoom),
            NotBefore = settings.Delay > TimeSpan.Zero ? Now + settings.Delay.Ticks : Now,
            Accepted = options.QueueCapacity is null && StopMode is null && !Latched,
        };
        if (run is null && (StopMode is not null || Latched)) entry.Due = JobState.Rejected;
        if (entry.Due is null && job.Has(JobFlags.CancelRequested)) entry.Due = JobState.Canceled;
        if (run is { Exhausted: true }) entry.Due = StopMode is not null || Latched ? JobState.Rejected : JobState.Canceled;
        if (run is { Canceled: true } && entry.Due == JobState.Canceled) entry.CancelAsked = true;
        Jobs.Add(entry);
        _byJob.Add(job, entry);
        return entry;
    }

    public Entry Barrier(FakeJob job)
    {
        var entry = new Entry(job, ++_place) { Turn = ++_turn, IsBarrier = true };
        Barriers.Add(entry);
        _byJob.Add(job, entry);
        return entry;
    }

    public DrainEntry Drain()
    {
        var drain = new DrainEntry(++_place);
        Drains.Add(drain);
        return drain;
    }

    public RunEntry StartRun(FakeRun run)
    {
        var entry = new RunEntry(run, ++_place) { Exhausted = StopMode is not null || Latched };
        Runs.Add(entry);
        return entry;
    }

    /// <summary>An attempt has ended: what must follow, by the words of the contract and no other way than the machine's.</summary>
    public void AttemptEnded(Entry entry, AttemptReport report)
    {
        entry.Running = false;
        bool process = entry.Job.Has(JobFlags.Process);
        bool failed = report.Result == AttemptResult.Failed || entry.TimedOut;
        bool canceled = report.Result == AttemptResult.Canceled && !entry.TimedOut;
        bool again = failed && !entry.CancelAsked && report.RetryAllowed && !IsClosed
            && entry.Attempts < entry.Job.Settings.Retry.MaxAttempts;
        if (entry.CancelAsked && !process) entry.Due = JobState.Canceled;
        else if (canceled) entry.Due = JobState.Canceled;
        else if (!failed) entry.Due = JobState.Completed;
        else if (!again) entry.Due = JobState.Failed;

        entry.TimedOut = false;
        entry.CancelTold = false;
        if (again)
        {
            entry.Retried = true;
            entry.NotBefore = Now + entry.Job.Settings.Retry.DelayAfter(entry.Attempts, report.Chance).Ticks;
        }

        if (entry.Due == JobState.Failed && options.FailureMode != FailureMode.CountAndContinue && !Latched) Latch();
    }

    public void Cancel(Entry entry)
    {
        if (entry.Ended) return;
        entry.CancelAsked = true;
        if (!entry.Running) entry.Due = JobState.Canceled;
    }

    public void CancelAll()
    {
        foreach (RunEntry run in Runs) run.Exhausted = true;
        foreach (Entry job in Jobs) Cancel(job);
    }

    public void CancelRun(RunEntry run)
    {
        run.Exhausted = true;
        run.Canceled = true;
        foreach (Entry job in Jobs.Where(j => j.Run == run)) Cancel(job);
    }

    public void Stop(StopMode mode)
    {
        if (StopMode >= mode) return;
        StopMode = mode;
        Close(mode >= ActorScheduler.StopMode.CancelQueued, mode >= ActorScheduler.StopMode.CancelRunning);
    }

    public void LoadRead(double? value)
    {
        LoadAsked = false;
        Load = (value, Now);
    }

    public void LoadTimerFired() => LoadTimer = null;

    public void TokenGranted()
    {
        TokenAsked = false;
        Tokens++;
    }

    /// <summary>The place of the oldest that has not ended.</summary>
    public long Oldest
    {
        get
        {
            long oldest = long.MaxValue;
            foreach (Entry job in Jobs) oldest = job.Ended ? oldest : Math.Min(oldest, job.Place);
            foreach (RunEntry run in Runs) oldest = run.Exhausted ? oldest : Math.Min(oldest, run.Place);
            return oldest;
        }
    }

    private void Latch()
    {
        Latched = true;
        Close(cancelWaiting: true, cancelRunning: options.FailureMode == FailureMode.CancelRest);
    }

    private void Close(bool cancelWaiting, bool cancelRunning)
    {
        foreach (RunEntry run in Runs) run.Exhausted = true;
        foreach (Entry job in Jobs.Where(j => !j.Ended && !j.Running && j.Due is null))
        {
            if (!job.Accepted) job.Due = JobState.Rejected;
            else if (cancelWaiting) job.Due = JobState.Canceled;
        }

        foreach (Entry job in Jobs.Where(j => j.Running && cancelRunning)) job.CancelAsked = true;
    }

    private static void Rule(string rule, bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] Words what)
    {
        if (!holds) throw new ModelViolation(rule, what.Text);
    }
}
