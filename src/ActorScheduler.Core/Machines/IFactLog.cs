namespace ActorScheduler.Machines;

/// <summary>
/// Where a durable scheduler's facts go: each is told after it was decided and before any effect of the same turn is
/// released.
/// A volatile scheduler has none and pays one null test for it.
/// </summary>
internal interface IFactLog
{
    /// <summary>A job was accepted.</summary>
    void JobAccepted(JobReference job);

    /// <summary>An attempt of a job was started.</summary>
    void AttemptStarted(JobReference job);

    /// <summary>A job's attempt failed and it waits until a moment for the next.</summary>
    void AttemptFailed(JobReference job, long retryAt);

    /// <summary>A job's attempt was broken off by its node, which ended in order: it waits for another.</summary>
    void AttemptInterrupted(JobReference job);

    /// <summary>A job's attempt went down with its process: the job waits for another.</summary>
    void AttemptLost(JobReference job);

    /// <summary>A job was asked to cancel while it ran.</summary>
    void CancelRequested(JobReference job, string? reason);

    /// <summary>A job has ended, with the state it has now.</summary>
    void JobExited(JobReference job);

    /// <summary>A barrier was raised; what comes now is of the given epoch.</summary>
    void BarrierRaised(JobReference barrier, long epoch);

    /// <summary>The number of jobs that may run was changed.</summary>
    void MaxJobsSet(int? maxJobs);

    /// <summary>A group's limit was changed; null when it was cleared.</summary>
    void GroupLimitSet(GroupKey group, int? limit);

    /// <summary>The scheduler was stopped, or stopped more strictly.</summary>
    void Stopped(StopMode mode);
}
