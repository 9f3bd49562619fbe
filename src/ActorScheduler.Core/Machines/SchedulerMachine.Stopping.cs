namespace ActorScheduler.Machines;

/// <content>Cancel, the failure latch, and the end of the scheduler.</content>
internal sealed partial class SchedulerMachine
{
    private StopMode? _stopMode;
    private LeftAttempts? _left;

    /// <summary>
    /// Asks a job to cancel. One that has not started never will; one that runs is asked, and ends when it ends. Asking
    /// again adds a reason and nothing else.
    /// </summary>
    public void Cancel(JobReference job, string? reason, long now)
    {
        if (JobLifecycle.IsFinal(job.CurrentState)) return;
        bool first = !job.Has(JobFlags.CancelRequested);
        MarkCanceled(job, reason);
        if (!first) return;
        if (job.Has(JobFlags.Barrier)) CancelBarrier(job, now);
        else CancelNow(job, now);
        Finish(now);
    }

    /// <summary>
    /// Asks every job that has not ended to cancel, and no run's source for more; the scheduler stays open (PORT-16).
    /// </summary>
    public void CancelAll(string? reason, long now)
    {
        ExhaustRuns(now);
        CancelAllWaiting(cause: null, reason, now);
        CancelAllRunning(reason, kill: false, now);
        Finish(now);
    }

    /// <summary>
    /// Closes the scheduler: nothing new is accepted, and <see cref="EffectKind.Stopped"/> follows when nothing is
    /// left. A further call can make it stricter and is otherwise without effect (PORT-26, PORT-57).
    /// </summary>
    public void Stop(StopMode mode, string? reason, long now)
    {
        if (_stopMode >= mode)
        {
            Finish(now);
            return;
        }

        _stopMode = mode;
        _facts?.Stopped(mode);
        RefuseDoor(now);
        ExhaustRuns(now);
        if (mode >= StopMode.CancelQueued) CancelAllWaiting(cause: null, reason, now);
        if (mode >= StopMode.CancelRunning) CancelAllRunning(reason, kill: mode == StopMode.Kill, now);
        Finish(now);
    }

    /// <summary>
    /// The scheduler's actor is gone: every job that has not ended is lost. One that was marked with a refusal, because
    /// nobody can ever have heard of its acceptance, is refused after all.
    /// </summary>
    /// <param name="now">The moment.</param>
    /// <param name="runsOn">
    /// Whether the code of a job that runs may go on, so that <see cref="LeftAttemptEnded"/> will be called: until then
    /// it has its permits and its token. Null when none does.
    /// </param>
    public void Abandon(long now, Func<JobReference, bool>? runsOn = null)
    {
        _stopMode = StopMode.Kill;
        ExhaustRuns(now);
        foreach (JobReference job in WaitingJobs())
        {
            if (job.CurrentState == JobState.Delayed) Effects.Add(EffectKind.CancelTimer, job);
            Settle(job, EndOfAbandoned(job), now);
        }

        while (_running.First is { } job)
        {
            _running.Remove(job);
            if (job.Settings.Timeout is not null) Effects.Add(EffectKind.CancelTimer, job);
            Effects.Add(EffectKind.CancelAttempt, job);
            Effects.Add(EffectKind.KillAttempt, job);
            if (runsOn?.Invoke(job) == true) (_left ??= new LeftAttempts()).Add(job);
            Settle(job, EndOfAbandoned(job), now);
        }

        if (_useTokens) ReleaseSpareTokens();
        _cascade.Clear();       // whoever waited for one of them is lost as well
        _groups.Depart(_left);
        _epochs.LeaveAll(Effects, _fallen);     // jobs that run inline end without it
        LetFall(now);
    }

    /// <summary>Those that have an attempt now, in order of admission.</summary>
    public IEnumerable<JobReference> RunningJobs => Each(_running);

    /// <summary>True while attempts run on of which the scheduler is gone.</summary>
    public bool HasLeftAttempts => _left is { Count: > 0 };

    /// <summary>How many of them are inside a group.</summary>
    public int LeftInside(GroupKey group) => _left?.Inside(group) ?? 0;

    /// <summary>What the lender of a group is to be told once the scheduler is gone.</summary>
    public GroupReport LastReportOf(GroupKey group) => LeftAttempts.Report(_left, group);

    /// <summary>
    /// The code of an attempt has ended that ran on after <see cref="Abandon"/>: what it held is free. Late news of any
    /// other changes nothing.
    /// </summary>
    public void LeftAttemptEnded(JobReference job)
    {
        if (_left?.Remove(job) != true) return;
        _groups.LeaveLast(job, _left);
        if (_useTokens) ReleaseSpareTokens();
    }

    /// <summary>How a job ends of which the scheduler is gone: as lost, or refused when it was marked so.</summary>
    public static JobState EndOfAbandoned(JobReference job) =>
        job.Extras?.Rejection is null ? JobState.Lost : JobState.Rejected;

    private static string NameOf(JobReference job) => job.Name ?? job.Id.ToString();

    private static string EndOf(JobReference job) => $"job {NameOf(job)} ended as {job.CurrentState}";

    /// <summary>Notes that a job is to be canceled, and why; what follows is decided elsewhere.</summary>
    internal void MarkCanceled(JobReference job, string? reason)
    {
        job.Flags |= JobFlags.CancelRequested;
        if (reason is not null) (job.Extra.CancelReasons ??= []).Add(reason);
        if (job.CurrentState is JobState.Running or JobState.Canceling) _facts?.CancelRequested(job, reason);
    }

    // The barrier itself stands: only who waits for it is let go.
    private void CancelBarrier(JobReference barrier, long now)
    {
        JobLifecycle.Move(barrier, JobState.Canceled);
        barrier.ExitedAt = now;
        Effects.Add(EffectKind.ReportExit, barrier);
        if (barrier.Extras?.Dependents is not null) _cascade.Push(barrier);
    }

    private void CancelNow(JobReference job, long now)
    {
        if (job.CurrentState == JobState.Running)
        {
            JobLifecycle.Move(job, JobState.Canceling);
            Effects.Add(EffectKind.CancelAttempt, job);
        }
        else if (job.CurrentState != JobState.Canceling)
        {
            Withdraw(job);
            Settle(job, JobState.Canceled, now);
        }
    }

    // Cancels a job that waits because of what became of another.
    private void CancelWaiting(JobReference job, JobReference? cause, string? reason, long now)
    {
        // The far end of the chain: those between need not live as long as this one.
        if (cause is not null) job.Extra.Cause = cause.Extras?.Cause ?? cause;
        MarkCanceled(job, reason);
        Withdraw(job);
        Settle(job, JobState.Canceled, now);
    }

    // Takes a job that does not run out of wherever it stands.
    private void Withdraw(JobReference job)
    {
        if (job.Has(JobFlags.AtDoor))
        {
            _door.Remove(job);
            job.Flags &= ~JobFlags.AtDoor;
            StopAsking(job);
        }
        else if (job.Has(JobFlags.Asking))
        {
            StopAsking(job);
        }
        else if (job.CurrentState == JobState.Delayed)
        {
            _delayed.Remove(job);
            Effects.Add(EffectKind.CancelTimer, job);
        }
        else if (job.Has(JobFlags.Dependent))
        {
            _dependent.Remove(job);
            job.Flags &= ~JobFlags.Dependent;
        }
        else if (job.CurrentState == JobState.Waiting)
        {
            AdmissionQueue ready = job.Segment!.Epoch.Ready;
            bool parked = job.Ticket is not null && _groups.Withdraw(job, ready);
            if (!parked) ready.Remove(job);
        }
    }

    private void Latch(JobReference failed, long now)
    {
        if (_firstFailed is not null) return;
        _firstFailed = failed;
        RefuseDoor(now);
        ExhaustRuns(now);
        CancelAllWaiting(failed, EndOf(failed), now);
        if (_options.FailureMode == FailureMode.CancelRest) CancelAllRunning(EndOf(failed), kill: false, now);
    }

    private void RefuseDoor(long now)
    {
        while ((_door.First ?? _asking.First ?? _held.First) is { } job)
        {
            Withdraw(job);
            Reject(job, Refusal()!, now);
        }
    }

    private void CancelAllWaiting(JobReference? cause, string? reason, long now)
    {
        foreach (JobReference job in WaitingJobs()) CancelWaiting(job, cause, reason, now);
    }

    private void CancelAllRunning(string? reason, bool kill, long now)
    {
        // In order of admission (PORT-58). Nothing leaves the list here: those who run end by themselves, later.
        for (JobReference? job = _running.First; job is not null; job = job.Next)
        {
            MarkCanceled(job, reason);
            CancelNow(job, now);
            if (kill) Effects.Add(EffectKind.KillAttempt, job);
        }
    }

    // A copy, in the order of their epochs: canceling changes every list that they stand in.
    private List<JobReference> WaitingJobs()
    {
        var jobs = new List<JobReference>(Waiting);
        for (Epoch? epoch = _epochs.Current; epoch is not null; epoch = epoch.Next)
        {
            if (epoch.ReadyCount > 0) jobs.AddRange(epoch.Ready.All());
        }

        foreach (JobGroup group in _groups.All())
        {
            if (group.LineCount > 0) jobs.AddRange(group.Line.All());
        }

        foreach (JobList list in (ReadOnlySpan<JobList>)[_delayed, _dependent, _door, _asking, _held])
        {
            for (JobReference? job = list.First; job is not null; job = job.Next) jobs.Add(job);
        }

        return jobs;
    }
}
