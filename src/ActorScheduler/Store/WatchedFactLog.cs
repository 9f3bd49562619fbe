using ActorScheduler.Machines;

namespace ActorScheduler.Store;

/// <summary>Tells each fact to the journal, and then to somebody who looks on.</summary>
internal sealed class WatchedFactLog(IFactLog journal, IFactLog watcher) : IFactLog
{
    public void JobAccepted(JobReference job)
    {
        journal.JobAccepted(job);
        watcher.JobAccepted(job);
    }

    public void AttemptStarted(JobReference job)
    {
        journal.AttemptStarted(job);
        watcher.AttemptStarted(job);
    }

    public void AttemptFailed(JobReference job, long retryAt)
    {
        journal.AttemptFailed(job, retryAt);
        watcher.AttemptFailed(job, retryAt);
    }

    public void AttemptInterrupted(JobReference job)
    {
        journal.AttemptInterrupted(job);
        watcher.AttemptInterrupted(job);
    }

    public void AttemptLost(JobReference job)
    {
        journal.AttemptLost(job);
        watcher.AttemptLost(job);
    }

    public void CancelRequested(JobReference job, string? reason)
    {
        journal.CancelRequested(job, reason);
        watcher.CancelRequested(job, reason);
    }

    public void JobExited(JobReference job)
    {
        journal.JobExited(job);
        watcher.JobExited(job);
    }

    public void BarrierRaised(JobReference barrier, long epoch)
    {
        journal.BarrierRaised(barrier, epoch);
        watcher.BarrierRaised(barrier, epoch);
    }

    public void MaxJobsSet(int? maxJobs)
    {
        journal.MaxJobsSet(maxJobs);
        watcher.MaxJobsSet(maxJobs);
    }

    public void GroupLimitSet(GroupKey group, int? limit)
    {
        journal.GroupLimitSet(group, limit);
        watcher.GroupLimitSet(group, limit);
    }

    public void Stopped(StopMode mode)
    {
        journal.Stopped(mode);
        watcher.Stopped(mode);
    }
}
