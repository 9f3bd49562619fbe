namespace ActorScheduler.Machines;

/// <content>Pull sources: jobs that are asked for when there is room (PORT-44 to PORT-47).</content>
internal sealed partial class SchedulerMachine
{
    private readonly List<SourceRun> _runs = [];
    private int _pulledWaiting;

    /// <summary>
    /// Starts to pull from a source. The run counts as one job of the present epoch until its source is exhausted.
    /// </summary>
    public void StartRun(SourceRun run, long now)
    {
        _epochs.Enter(run);
        _runs.Add(run);
        if (Refusal() is not null) Exhaust(run, now);
        Finish(now);
    }

    /// <summary>The source gave the job that <see cref="EffectKind.Pull"/> asked for.</summary>
    public void Pulled(SourceRun run, JobReference job, long now)
    {
        run.Pulling = false;
        job.Order = ++_lastOrder;
        job.ScheduledAt = now;
        _counters.Scheduled++;
        if (run.Exhausted)
        {
            Refuse(job, now);      // it comes too late; the run does not tell of it, since it may have ended
        }
        else
        {
            job.Flags |= JobFlags.Pulled;
            job.Extra.Run = run;
            run.Live.Add(job);
            // A pulled job waits in nobody's queue: there was a slot when it was asked for.
            _epochs.Enter(job, run);
            CountWaiting(job, 1);
            Accept(job, now);
        }

        Finish(now);
    }

    /// <summary>The source has no more jobs, or threw.</summary>
    public void SourceEnded(SourceRun run, long now)
    {
        run.Pulling = false;
        Exhaust(run, now);
        Finish(now);
    }

    /// <summary>The run's reader has left: nothing more is pulled and its jobs are asked to cancel (PORT-64).</summary>
    public void CancelRun(SourceRun run, string? reason, long now)
    {
        Exhaust(run, now);
        foreach (JobReference job in run.Live.OrderBy(j => j.Order).ToArray())
        {
            bool first = !job.Has(JobFlags.CancelRequested);
            MarkCanceled(job, reason);
            if (first) CancelNow(job, now);
        }

        Finish(now);        // once, after all: what one sets free must not start another of them
    }

    // The source was asked before it was given up: nobody waits for this job any more.
    private void Refuse(JobReference job, long now)
    {
        if (Refusal() is { } reason)
        {
            Reject(job, reason, now);
            return;
        }

        MarkCanceled(job, "its run was canceled");
        Settle(job, JobState.Canceled, now);
    }

    private SourceRun? NextRun()
    {
        foreach (SourceRun run in _runs)
        {
            if (CanPull(run)) return run;
        }

        return null;
    }

    // Its jobs may wait for groups, for a retry or for each other while slots are free: that must not empty a long
    // source.
    private bool CanPull(SourceRun run) =>
        !run.Pulling && run.Segment.Epoch == _epochs.Current && run.Waiting < SourceRun.MaxAhead;

    // Each run is asked for one job at a time and none waits for another's answer, so no long source keeps one waiting.
    private void Ask(SourceRun run)
    {
        run.Pulling = true;
        Effects.Add(EffectKind.Pull, run);
    }

    private void ExhaustRuns(long now)
    {
        foreach (SourceRun run in _runs.ToArray()) Exhaust(run, now);
    }

    // The source is not asked any more. A job that it is just giving comes too late and is refused: a source that hangs
    // must not keep a scheduler from stopping.
    private void Exhaust(SourceRun run, long now)
    {
        run.Exhausted = true;
        if (!_runs.Remove(run)) return;
        LeaveSegment(run.Segment, now);
        EndIfEmpty(run);
    }

    private void CountWaiting(JobReference pulled, int change)
    {
        pulled.Extras!.Run!.Waiting += change;
        _pulledWaiting += change;
    }

    private void LeaveRun(JobReference job, JobState state, bool waited)
    {
        if (waited) CountWaiting(job, -1);
        SourceRun run = job.Extras!.Run!;
        run.Live.Remove(job);
        if (state != JobState.Completed) run.Failed++;
    }

    // The run counts in its own segment until it is exhausted, so this is true once.
    private void EndIfEmpty(SourceRun run)
    {
        if (run.Segment.Outstanding > 0) return;
        run.Segment = null!;        // as for a job
        Effects.Add(EffectKind.RunEnded, run);
    }
}
