using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines.Model;

/// <summary>
/// Tells the machine and the model the same, carries the effects to the model in their order, and has both checked after each
/// step. A <see cref="Fault"/> makes the two differ.
/// </summary>
internal sealed class MachineDriver(
    SchedulerOptions options, bool useTokens = false, Fault fault = Fault.None, bool takesNotes = false)
{
    private readonly SchedulerMachine _machine = new(options, new EffectBuffer(), processors: 2, useTokens);
    private FakeJob? _lateBarrier;
    private long _sequence;
    private int _count;

    public Book Book { get; } = new(options, useTokens) { TakesNotes = takesNotes };

    /// <summary>What the machine wanted done in the last step, in order.</summary>
    public IReadOnlyList<Effect> Effects { get; private set; } = [];

    public JobReference? FirstFailed => _machine.FirstFailed;

    public SchedulerStatistics Statistics => _machine.Statistics();

    public FakeJob NewJob(JobOptions settings, JobFlags flags = JobFlags.None) =>
        new(settings) { Sequence = ++_sequence, Flags = flags };

    public Entry Submit(FakeJob job)
    {
        FakeJob told = fault == Fault.AfterUntold && job.Settings.After.Count > 0
            ? NewJob(job.Settings with { After = [] }, job.Flags)
            : job;
        if (fault == Fault.PriorityUntold) told.Priority = (sbyte)-told.Priority;
        Book.Note($"submit #{told.Sequence} {Describe(job)}");
        Entry entry = Book.Submit(told);
        entry.After = [.. job.Settings.After.Select(Book.Of)];
        if (fault == Fault.DoorTurned) entry.Turn = -entry.Turn;
        Step(() => _machine.Submit(told, Book.Now));
        if (_lateBarrier is { } late)
        {
            _lateBarrier = null;
            Step(() => _machine.InsertBarrier(late, Book.Now));
        }

        return entry;
    }

    public Entry Submit(JobOptions? options = null, JobFlags flags = JobFlags.None) =>
        Submit(NewJob(options ?? JobOptions.Default, flags));

    public HoldReason? WhyHeld(Entry job) => _machine.WhyHeld(job.Job);

    public JobExplanation Explain(Entry job) => _machine.Explain(job.Job);

    public void EndAttempt(Entry job, AttemptResult result = AttemptResult.Succeeded) => EndAttempt(job, new AttemptReport(result));

    public Entry InsertBarrier()
    {
        FakeJob job = NewJob(JobOptions.Default);
        Book.Note($"barrier #{job.Sequence}");
        Entry entry = Book.Barrier(job);
        if (fault == Fault.BarrierLate) _lateBarrier ??= job;
        else Step(() => _machine.InsertBarrier(job, Book.Now));
        return entry;
    }

    public DrainEntry Drain()
    {
        DrainEntry drain = Book.Drain();
        Book.Note($"drain at {drain.Place}");
        if (fault == Fault.DrainEarly) Book.See(new Effect(EffectKind.DrainReached, drain, 0));
        Step(() => _machine.Drain(drain));
        return drain;
    }

    public void EndAttempt(Entry job, AttemptReport report)
    {
        Book.Note($"{job.Job} ends: {report}");
        Book.AttemptEnded(job, report);
        AttemptReport told = fault == Fault.FailureUntold ? report with { Result = AttemptResult.Succeeded } : report;
        Step(() => _machine.AttemptExited(job.Job, told, Book.Now));
    }

    public void Cancel(Entry job)
    {
        Book.Note($"cancel {job.Job}");
        Book.Cancel(job);
        Step(() => _machine.Cancel(job.Job, "a reason", Book.Now));
    }

    public void CancelAll()
    {
        Book.Note($"cancel all");
        Book.CancelAll();
        Step(() => _machine.CancelAll("all of them", Book.Now));
    }

    public void WatchAcceptance(Entry job)
    {
        if (job.AcceptanceAsked) return;
        job.AcceptanceAsked = true;
        Step(() => _machine.WatchAcceptance(job.Job));
    }

    public void SetMaxJobs(int? maxJobs)
    {
        Book.Note($"max jobs {maxJobs}");
        bool lower = maxJobs is not null && !(maxJobs > Book.MaxJobs);
        bool told = fault != (lower ? Fault.MaxJobsUntold : Fault.MoreJobsUntold);
        Book.MaxJobs = maxJobs;
        if (told) Step(() => _machine.SetMaxJobs(maxJobs, Book.Now));
    }

    public void SetGroupLimit(GroupKey key, int? limit)
    {
        Book.Note($"limit of {key}: {limit}");
        bool lower = limit is not null && (!Book.Limits.TryGetValue(key, out int before) || limit < before);
        if (limit is { } some) Book.Limits[key] = some;
        else Book.Limits.Remove(key);
        if (fault != Fault.GroupLimitUntold || !lower) Step(() => _machine.SetGroupLimit(key, limit, Book.Now));
    }

    public void Stop(StopMode mode)
    {
        Book.Note($"stop {mode}");
        Book.Stop(mode);
        if (fault != Fault.StopUntold) Step(() => _machine.Stop(mode, "stopped", Book.Now));
    }

    public void LoadRead(double? value)
    {
        Book.Note($"load {value}");
        Book.LoadRead(value);
        Step(() => _machine.LoadRead(fault == Fault.LoadUntold ? 0.1 : value, Book.Now));
    }

    public void TokenGranted()
    {
        Book.Note($"token");
        Book.TokenGranted();
        Step(() => _machine.TokenGranted(Book.Now));
    }

    public RunEntry StartRun()
    {
        RunEntry run = Book.StartRun(new FakeRun());
        Book.Note($"run at {run.Place}");
        Step(() => _machine.StartRun(run.Run, Book.Now));
        return run;
    }

    public Entry Pulled(RunEntry run, JobOptions? options = null) => Pulled(run, NewJob(options ?? JobOptions.Default));

    public Entry Pulled(RunEntry run, FakeJob job)
    {
        Book.Note($"the run at {run.Place} gives #{job.Sequence} {Describe(job)}");
        run.Pulling = false;
        Entry entry = Book.Submit(job, run);
        Step(() => _machine.Pulled(run.Run, job, Book.Now));
        return entry;
    }

    public void SourceEnded(RunEntry run)
    {
        Book.Note($"the run at {run.Place} has no more");
        run.Pulling = false;
        run.Exhausted = true;
        Step(() => _machine.SourceEnded(run.Run, Book.Now));
    }

    public void CancelRun(RunEntry run)
    {
        Book.Note($"cancel the run at {run.Place}");
        Book.CancelRun(run);
        Step(() => _machine.CancelRun(run.Run, "the reader left", Book.Now));
    }

    /// <summary>Moves time on, and tells of each timer whose moment comes, the earliest first.</summary>
    public void Advance(long ticks)
    {
        Book.Note($"time {Book.Now} + {ticks}");
        Book.Now += ticks;
        while (true)
        {
            Entry? due = Book.Jobs.Where(j => j.Timer <= Book.Now).MinBy(j => j.Timer);
            if (Book.LoadTimer <= Book.Now)
            {
                Book.LoadTimerFired();
                Step(() => _machine.LoadTimerFired(Book.Now));
            }
            else if (due is not null)
            {
                due.Timer = null;
                Fire(due);
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>News of timers that were taken back while their message was on its way.</summary>
    public void TellLateNews(Entry job)
    {
        if (job.Timer is null || job.Timer > Book.Now) Step(() => _machine.DelayPassed(job.Job, Book.Now));
        Step(() => _machine.TimeoutPassed(job.Job, job.Attempts - 1));
    }

    private void Fire(Entry job)
    {
        Book.Note($"timer of {job.Job}");
        if (job.Running)
        {
            job.TimedOut = true;
            Step(() => _machine.TimeoutPassed(job.Job, job.Attempts));
        }
        else
        {
            Step(() => _machine.DelayPassed(job.Job, Book.Now));
        }
    }

    private void Step(Action tell)
    {
        tell();
        Effects = _machine.Effects.Span.ToArray();
        foreach (Effect effect in Effects) Carry(effect);
        _machine.Effects.Clear();
        if (fault == Fault.PullEarly && Book.Runs.Find(r => r is { Exhausted: false, Pulling: false }) is { } run)
            Book.See(new Effect(EffectKind.Pull, run.Run, 0));
        _machine.AssertInvariants();
        SchedulerStatistics statistics = _machine.Statistics();
        Book.CheckRest(fault == Fault.Miscounted ? statistics with { Completed = statistics.Completed + 1 } : statistics);
    }

    private void Carry(in Effect effect)
    {
        Book.Note($"    {effect.Kind} {effect.Target} {effect.Value}");
        _count++;
        switch ((fault, effect.Kind))
        {
            case (Fault.TimerKept, EffectKind.CancelTimer):
            case (Fault.TokenKept, EffectKind.ReleaseToken):
            case (Fault.CancelLost, EffectKind.CancelAttempt):
            case (Fault.DrainLost or Fault.DrainEarly, EffectKind.DrainReached):
            case (Fault.RunEndLost, EffectKind.RunEnded):
            case (Fault.StoppedLost, EffectKind.Stopped):
            case (Fault.ExitLost, EffectKind.ReportExit) when _count % 4 == 0:
            case (Fault.StartLost, EffectKind.StartAttempt) when _count % 4 == 0:
                return;
            case (Fault.ExitTwice, EffectKind.ReportExit):
            case (Fault.AcceptedTwice, EffectKind.ReportAccepted):
            case (Fault.StartTwice, EffectKind.StartAttempt):
                Book.See(effect);
                break;
            case (Fault.DelayCut, EffectKind.SetDelay):
                Book.See(effect);
                Book.Of(effect.Target!).Timer = null;
                Entry cut = Book.Of(effect.Target!);
                _machine.Effects.Clear();
                _machine.DelayPassed(cut.Job, long.MaxValue / 2);
                foreach (Effect next in _machine.Effects.Span.ToArray()) Book.See(next);
                return;
            default:
                break;
        }

        Book.See(effect);
    }

    private static string Describe(FakeJob job)
    {
        JobOptions s = job.Settings;
        return $"priority {s.Priority} groups [{string.Join(' ', s.Groups)}] after [{string.Join(' ', s.After)}] "
            + $"delay {s.Delay.TotalMilliseconds} timeout {s.Timeout?.TotalMilliseconds} attempts {s.Retry.MaxAttempts} {job.Flags}";
    }
}
