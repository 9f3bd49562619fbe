namespace ActorScheduler.Machines;

/// <content>What a durable scheduler has beyond a volatile one: an earlier life, and an end that is none for its
/// jobs.</content>
internal sealed partial class SchedulerMachine
{
    /// <summary>
    /// A job whose process died so often is set aside: the third death is no accident of its neighbours any more.
    /// </summary>
    public const int MostDeaths = 3;

    private bool _suspended;

    /// <summary>False when every job would be refused, for good.</summary>
    public bool TakesJobs => Refusal() is null;

    /// <summary>
    /// Takes a job over from an earlier life of this scheduler. They come in their order, before anything else;
    /// <see cref="FinishRestore"/> ends it.
    /// </summary>
    /// <param name="job">The job; its settings name only jobs that were restored before it.</param>
    /// <param name="past">What was known of it.</param>
    /// <param name="newBarrier">Makes the barrier before it, when there was one.</param>
    /// <param name="now">The moment.</param>
    public void Restore(JobReference job, RestoredJob past, Func<JobReference> newBarrier, long now)
    {
        RestoreEpoch(past.Epoch, newBarrier, now);
        job.Order = past.Order;
        _lastOrder = Math.Max(_lastOrder, past.Order);
        job.ScheduledAt = past.ScheduledAt;
        job.StartedAt = past.StartedAt;
        job.Attempt = (ushort)past.Attempt;
        if (past.Attempt > 0) job.Flags |= JobFlags.Started;
        if (past.LostAttempts > 0) job.Extra.LostAttempts = (ushort)past.LostAttempts;
        if (past.Deaths > 0) job.Extra.Deaths = (ushort)past.Deaths;
        if (past.CancelRequested) job.Flags |= JobFlags.CancelRequested;
        if (past.CancelReasons.Count > 0) job.Extra.CancelReasons = [.. past.CancelReasons];
        _counters.Scheduled++;
        _epochs.Enter(job);
        job.Flags |= JobFlags.Accepted;
        _accepted++;
        if (past.WasRunning && !SurvivesDeath(job, now)) return;
        if (past is { CancelRequested: true, WasRunning: false })
        {
            Settle(job, JobState.Canceled, now);
            return;
        }

        if (job.Settings.Groups.Count > 0) RegisterGroups(job);
        if (past.Attempt == 0 && job.Settings.After.Count > 0 && !MayComeAfter(job, now)) return;
        if (past.Attempt > 0 && past.DelayedUntil > 0) job.Extra.DelayedUntil = past.DelayedUntil;
        long delayEnd = past.Attempt == 0 ? DelayEnd(job) : past.DelayedUntil;
        if (delayEnd > now) DelayUntil(job, delayEnd);
        else BecomeWaiting(job);
    }

    /// <summary>Everything of the earlier life is here: jobs start.</summary>
    /// <param name="lastOrder">The last place that was given.</param>
    /// <param name="lastEpoch">The last epoch that was begun.</param>
    /// <param name="newBarrier">Makes the barrier that stood behind all jobs, when there was one.</param>
    /// <param name="now">The moment.</param>
    public void FinishRestore(long lastOrder, long lastEpoch, Func<JobReference> newBarrier, long now)
    {
        RestoreEpoch(lastEpoch, newBarrier, now);
        _lastOrder = Math.Max(_lastOrder, lastOrder);
        Finish(now);
    }

    /// <summary>
    /// The node ends, its jobs do not: nothing new is accepted or started, attempts are asked to stop, and the handles
    /// of jobs that have not ended by then are let go. Those jobs go on in the scheduler's next life.
    /// </summary>
    /// <param name="now">The moment.</param>
    /// <param name="kill">True when attempts are not only asked: also of one that was asked before.</param>
    public void Suspend(long now, bool kill = false)
    {
        if (_stopMode >= StopMode.CancelRunning)
        {
            if (kill && _suspended) KillAttempts();
            Finish(now);
            return;
        }

        _stopMode = StopMode.CancelRunning;
        _suspended = true;
        RefuseDoor(now);
        ExhaustRuns(now);
        foreach (JobReference job in WaitingJobs())
        {
            Withdraw(job);
            Settle(job, JobState.Lost, now, isFact: false);
        }

        for (JobReference? job = _running.First; job is not null; job = job.Next)
        {
            if (job.CurrentState != JobState.Running) continue;
            JobLifecycle.Move(job, JobState.Canceling);
            Effects.Add(EffectKind.CancelAttempt, job);
        }

        if (kill) KillAttempts();
        Finish(now);
    }

    /// <summary>Refuses a job that was not looked at, for a reason of the machine's surroundings.</summary>
    public void Refuse(JobReference job, RejectReason reason, long now)
    {
        job.ScheduledAt = now;
        _counters.Scheduled++;
        Reject(job, reason, now);
    }

    /// <summary>
    /// A handle has ended that stands for a job and is none itself: those that wait for it go on with the step that
    /// this is told in, or with <see cref="GoOn"/>.
    /// </summary>
    public void NoteEnd(JobReference standIn)
    {
        if (standIn.Extras?.Dependents is not null) _cascade.Push(standIn);
    }

    /// <summary>Does what has become possible.</summary>
    public void GoOn(long now) => Finish(now);

    /// <summary>What becomes of a job whose attempt is cut off.</summary>
    public static LostPolicy LostPolicyOf(JobReference job) =>
        job.Settings.OnLost ?? (job.Has(JobFlags.Process) ? LostPolicy.Fail : LostPolicy.RunAgain);

    private void KillAttempts()
    {
        foreach (JobReference job in Each(_running)) Effects.Add(EffectKind.KillAttempt, job);
    }

    private void RestoreEpoch(long epoch, Func<JobReference> newBarrier, long now)
    {
        if (epoch <= _epochs.LastNumber) return;
        if (_epochs.Outstanding > 0)
        {
            JobReference barrier = newBarrier();
            barrier.Flags |= JobFlags.Barrier;
            barrier.Order = _lastOrder;
            barrier.ScheduledAt = now;
            if (!_epochs.Raise(barrier)) Fall(barrier, now);
        }

        _epochs.Renumber(epoch);
    }

    // False when the job ends of it.
    private bool SurvivesDeath(JobReference job, long now)
    {
        JobExtras extras = job.Extra;
        extras.LostAttempts++;
        extras.Deaths++;
        if (job.Has(JobFlags.CancelRequested))
        {
            Settle(job, JobState.Canceled, now);
            return false;
        }

        extras.Quarantined = extras.Deaths >= MostDeaths;
        if (extras.Quarantined || LostPolicyOf(job) == LostPolicy.Fail)
        {
            Settle(job, JobState.Lost, now);
            return false;
        }

        _facts?.AttemptLost(job);
        return true;
    }

    // What it waited for has ended badly after it was let go: the next life must not take that for no obstacle.
    private void CancelLetGo(JobReference job, JobReference ended)
    {
        bool isLetGo = job.CurrentState == JobState.Lost && job.Has(JobFlags.Accepted);
        if (!isLetGo || job.Has(JobFlags.CancelRequested)) return;
        string reason = EndOf(ended);
        job.Flags |= JobFlags.CancelRequested;
        (job.Extra.CancelReasons ??= []).Add(reason);
        _facts?.CancelRequested(job, reason);
    }

    // A process does not say whether it ended by itself or because it was told to.
    private static bool IsInterrupted(JobReference job, in AttemptReport report, JobState next)
    {
        if (job.Has(JobFlags.CancelRequested)) return false;
        return report.Result == AttemptResult.Canceled || next == JobState.Delayed
            || (job.Has(JobFlags.Process) && report.Result != AttemptResult.Succeeded);
    }

    private void Interrupt(JobReference job, long now)
    {
        job.Extra.LostAttempts++;
        bool ends = LostPolicyOf(job) == LostPolicy.Fail;
        if (!ends) _facts?.AttemptInterrupted(job);
        Settle(job, JobState.Lost, now, isFact: ends);
    }
}
