namespace ActorScheduler.Machines;

/// <content>What the end of an attempt and of a job means.</content>
internal sealed partial class SchedulerMachine
{
    private JobReference? _firstFailed;
    private int _inline;

    /// <summary>What was counted so far; others than the machine's actor may see it a moment old.</summary>
    public Counters Counters => _counters;

    /// <summary>The job whose failure closed the scheduler; null while none did (DUP-22).</summary>
    public JobReference? FirstFailed => _firstFailed;

    /// <summary>An attempt has ended: frees what it held, then settles the job or lets it try again.</summary>
    public void AttemptExited(JobReference job, in AttemptReport report, long now)
    {
        Ensure.That(job.CurrentState is JobState.Running or JobState.Canceling, "Only what runs can end.");
        _running.Remove(job);
        if (job.Settings.Timeout is not null) Effects.Add(EffectKind.CancelTimer, job);
        if (job.Ticket is not null) _groups.Leave(job, _epochs.Current.Ready);
        JobState next = JobLifecycle.AfterAttempt(job, report);
        if (_suspended && IsInterrupted(job, report, next))
        {
            Interrupt(job, now);
            Finish(now);
            return;
        }

        if (next == JobState.Delayed && IsClosed) next = JobState.Failed;
        if (next == JobState.Delayed)
        {
            TryAgain(job, report, now);
        }
        else
        {
            Settle(job, next, now);
            if (next == JobState.Failed && _options.FailureMode != FailureMode.CountAndContinue) Latch(job, now);
        }

        Finish(now);
    }

    /// <summary>A job's delay has passed. Late news of a job that has moved on changes nothing.</summary>
    public void DelayPassed(JobReference job, long now)
    {
        if (job.CurrentState != JobState.Delayed || job.Extras!.DelayedUntil > now) return;
        _delayed.Remove(job);
        BecomeWaiting(job);
        Finish(now);
    }

    /// <summary>
    /// An attempt has run as long as it may: it is asked to stop and counts as failed, whatever it returns.
    /// </summary>
    public void TimeoutPassed(JobReference job, int attempt)
    {
        if (job.Attempt != attempt || job.CurrentState is not (JobState.Running or JobState.Canceling)) return;
        job.Flags |= JobFlags.TimedOut;
        if (job.CurrentState == JobState.Canceling) return;
        JobLifecycle.Move(job, JobState.Canceling);
        Effects.Add(EffectKind.CancelAttempt, job);
    }

    /// <summary>
    /// A job starts that runs inline, on its submitter's thread. It passes no gate and is held back by no barrier; it
    /// counts until its end, so that drains, barriers and a stop wait for it.
    /// </summary>
    public void InlineStarted(JobReference job)
    {
        _counters.Scheduled++;
        _inline++;
        _epochs.Enter(job);
    }

    /// <summary>A job that ran inline has ended.</summary>
    public void InlineEnded(JobReference job, long now)
    {
        _counters.Count(job.CurrentState);
        _inline--;
        Segment segment = job.Segment!;
        job.Segment = null;
        LeaveSegment(segment, now);
        Finish(now);
    }

    /// <summary>A job was refused that would have run inline.</summary>
    public void InlineRejected()
    {
        _counters.Scheduled++;
        _counters.Rejected++;
    }

    private bool IsClosed => _firstFailed is not null || _stopMode >= StopMode.CancelQueued;

    private void TryAgain(JobReference job, in AttemptReport report, long now)
    {
        _counters.Retried++;
        if (job.Has(JobFlags.Pulled)) CountWaiting(job, 1);
        TimeSpan pause = job.Settings.Retry.DelayAfter(job.CountedAttempts, report.Chance);
        long until = Moments.After(now, pause);
        _facts?.AttemptFailed(job, until);
        if (pause > TimeSpan.Zero)
        {
            DelayUntil(job, until);
            return;
        }

        JobLifecycle.Move(job, JobState.Delayed);
        BecomeWaiting(job);
    }

    // The job stands in no list any more. Its last turn: from here on nothing about it changes.
    private void Settle(JobReference job, JobState state, long now, bool isFact = true)
    {
        bool waited = job.CurrentState is JobState.Waiting or JobState.Delayed;
        JobLifecycle.Move(job, state);
        job.ExitedAt = now;
        _counters.Count(state);
        if (job.Has(JobFlags.Accepted)) _accepted--;
        JobExtras? extras = job.Extras;
        if (job.Ticket is not null) _groups.Unregister(job);

        if (isFact) _facts?.JobExited(job);
        if (job.Has(JobFlags.Pulled)) LeaveRun(job, state, waited);
        Effects.Add(EffectKind.ReportExit, job);
        if (extras?.Drains is { } drains) LeaveDrains(drains);
        if (extras?.Dependents is not null && isFact) _cascade.Push(job);
        if (job.Segment is not { } segment) return;
        job.Segment = null;                 // a handle that is kept must not keep the chain of segments
        LeaveSegment(segment, now);
        if (job.Has(JobFlags.Pulled)) EndIfEmpty(extras!.Run!);
    }

    private void LeaveDrains(List<GroupDrain> drains)
    {
        foreach (GroupDrain drain in drains)
        {
            if (--drain.Remaining == 0) Effects.Add(EffectKind.DrainReached, drain.Waiter);
        }
    }

    private void LeaveSegment(Segment segment, long now)
    {
        _epochs.Leave(segment, Effects, _fallen);
        if (_fallen.Count > 0) LetFall(now);
    }

    private void LetFall(long now)
    {
        foreach (JobReference barrier in _fallen) Fall(barrier, now);
        _fallen.Clear();
    }

    private void Fall(JobReference barrier, long now)
    {
        if (JobLifecycle.IsFinal(barrier.CurrentState)) return;     // its handle was canceled; the barrier itself stood
        JobLifecycle.Move(barrier, JobState.Completed);
        barrier.ExitedAt = now;
        Effects.Add(EffectKind.ReportExit, barrier);
        if (barrier.Extras?.Dependents is not null) _cascade.Push(barrier);
    }

    private void TellDependents(JobReference ended, long now)
    {
        List<JobReference> dependents = ended.Extras!.Dependents!;
        ended.Extras.Dependents = null;
        foreach (JobReference job in dependents)
        {
            if (JobLifecycle.IsFinal(job.CurrentState))
            {
                if (_suspended && ended.CurrentState != JobState.Completed) CancelLetGo(job, ended);
                continue;
            }

            if (ended.CurrentState != JobState.Completed)
            {
                CancelWaiting(job, ended, EndOf(ended), now);
            }
            else if (--job.Extras!.PendingDependencies == 0 && job.Has(JobFlags.Dependent))
            {
                _dependent.Remove(job);
                job.Flags &= ~JobFlags.Dependent;
                job.Segment!.Epoch.Ready.Add(job);
            }
        }
    }
}
