namespace ActorScheduler.Machines;

/// <content>Pull sources: jobs that are asked for when there is room (PORT-44 to PORT-47).</content>
internal sealed partial class SchedulerMachine
{
    private readonly List<SourceRun> _runs = [];

    /// <summary>Starts to pull from a source. The run counts as one job of the present epoch until its source is exhausted.</summary>
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
            // It comes too late. The run does not tell of it, since it may have ended already.
            Reject(job, Refusal() ?? new RejectReason.Stopped(StopMode.CancelQueued), now);
        }
        else
        {
            job.Flags |= JobFlags.Pulled;
            job.Extra.Run = run;
            run.Live.Add(job);
            // A pulled job waits in nobody's queue: there was a slot when it was asked for.
            _epochs.Enter(job, run);
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
        foreach (JobReference job in run.Live.OrderBy(j => j.Order).ToArray()) Cancel(job, reason, now);
        Finish(now);
    }

    // Runs take turns, so that one long source does not keep another from being asked.
    private SourceRun? NextRun()
    {
        for (int i = 0; i < _runs.Count; i++)
        {
            SourceRun run = _runs[i];
            if (!CanPull(run)) continue;
            if (_runs.Count > 1)
            {
                _runs.RemoveAt(i);
                _runs.Add(run);
            }

            return run;
        }

        return null;
    }

    private bool CanPull(SourceRun run) => !run.Pulling && run.Segment.Epoch == _epochs.Current;

    private void ExhaustRuns(long now)
    {
        foreach (SourceRun run in _runs.ToArray()) Exhaust(run, now);
    }

    // The source is not asked any more. A job that it is just giving comes too late and is refused: a source that hangs must not
    // keep a scheduler from stopping.
    private void Exhaust(SourceRun run, long now)
    {
        run.Exhausted = true;
        if (!_runs.Remove(run)) return;
        LeaveSegment(run.Segment, now);
        EndIfEmpty(run);
    }

    private void LeaveRun(JobReference job, JobState state)
    {
        SourceRun run = job.Extras!.Run!;
        run.Live.Remove(job);
        if (state != JobState.Completed) run.Failed++;
    }

    // The run counts in its own segment until it is exhausted, so this is true once.
    private void EndIfEmpty(SourceRun run)
    {
        if (run.Segment.Outstanding == 0) Effects.Add(EffectKind.RunEnded, run);
    }
}
