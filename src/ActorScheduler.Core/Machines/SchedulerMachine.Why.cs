namespace ActorScheduler.Machines;

/// <content>What holds jobs back, said in figures.</content>
internal sealed partial class SchedulerMachine
{
    /// <summary>What the scheduler has counted, and what holds its next job back now.</summary>
    public SchedulerStatistics Statistics() => new()
    {
        Running = _running.Count + _inline,
        Waiting = Waiting - _delayed.Count,
        Delayed = _delayed.Count,
        AtDoor = _door.Count + Undecided,
        Scheduled = _counters.Scheduled,
        Completed = _counters.Completed,
        Failed = _counters.Failed,
        Canceled = _counters.Canceled,
        Lost = _counters.Lost,
        Rejected = _counters.Rejected,
        Retried = _counters.Retried,
        MaxJobs = _maxJobs,
        HeldBy = HeldBy(),
    };

    /// <summary>Why a job does not run now; null when it runs or has ended.</summary>
    public HoldReason? WhyHeld(JobReference job)
    {
        if (JobLifecycle.IsFinal(job.CurrentState) || job.CurrentState is JobState.Running or JobState.Canceling)
            return null;
        if (job.Has(JobFlags.Barrier)) return new HoldReason.Barrier(_epochs.Current.Outstanding);
        if (job.Has(JobFlags.AtDoor)) return new HoldReason.QueueFull(_options.QueueCapacity.GetValueOrDefault());
        if (job.CurrentState == JobState.Delayed)
            return new HoldReason.Delay(new DateTimeOffset(job.Extras!.DelayedUntil, TimeSpan.Zero));
        if (job.Segment?.Epoch != _epochs.Current) return new HoldReason.Barrier(_epochs.Current.Outstanding);
        if (job.Extras?.MissingKind is { } kind) return new HoldReason.NoHandler(kind);
        if (job.Has(JobFlags.Dependent)) return new HoldReason.Dependencies(Pending(job));
        if (GroupLimits.Why(job) is { } group) return group;
        return Gate() ?? new HoldReason.Queued();
    }

    private static JobId[] Pending(JobReference job) =>
        [.. job.Settings.After.Where(before => before.CurrentState != JobState.Completed).Select(before => before.Id)];

    private HoldReason? HeldBy()
    {
        if (_epochs.Current.FirstReady is { } head) return Gate() ?? GroupLimits.Why(head);
        if (_runs.Exists(CanPull)) return Gate();
        if (_groups.All().FirstOrDefault(g => g.FirstInLine is not null)?.FirstInLine is { } parked)
            return GroupLimits.Why(parked);
        if (_dependent.First is { } dependent && dependent.Segment!.Epoch == _epochs.Current)
            return WhyHeld(dependent);
        if (_delayed.First is not null && _running.Count == 0)
            return new HoldReason.Delay(new DateTimeOffset(EarliestDelay(), TimeSpan.Zero));
        if (!_epochs.IsOpen) return new HoldReason.Barrier(_epochs.Current.Outstanding);
        return _door.First is not null ? new HoldReason.QueueFull(_options.QueueCapacity.GetValueOrDefault()) : null;
    }

    private HoldReason? Gate()
    {
        if (_maxJobs is { } limit && _running.Count >= limit) return new HoldReason.MaxJobs(_running.Count, limit);
        if (_heldByLoad || _loadRequested)
        {
            _load.Admits(_running.Count, _maxJobs, _sample.GetValueOrDefault(), _startedSinceSample,
                out HoldReason? why);
            if (why is not null) return why;
        }

        return _tokenRequested ? new HoldReason.Jobserver(_tokens) : null;
    }

    private long EarliestDelay()
    {
        long earliest = long.MaxValue;
        for (JobReference? job = _delayed.First; job is not null; job = job.Next)
            earliest = Math.Min(earliest, job.Extras!.DelayedUntil);
        return earliest;
    }
}
