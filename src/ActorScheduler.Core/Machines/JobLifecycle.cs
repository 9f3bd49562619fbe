namespace ActorScheduler.Machines;

/// <summary>
/// The one table of a job's states.
/// <code>
///                        ┌─────────────── Rejected                    refused at the door
///  Submitted ── accept ──┤
///                        ├─→ Delayed ── timer ──→ Waiting ── admit ──→ Running ── ask ──→ Canceling
///                        └─→ Waiting                 ↑                   │                    │
///                                                    └─── retry ─ Delayed ←──── failed ───────┤
///  any of them ── cancel before start ──→ Canceled                       └──→ Completed │ Failed │ Canceled │ Lost
///  any of them ── never written ──→ Rejected                             a durable scheduler ended before anybody knew
/// </code>
/// The scheduler's machine moves jobs, nobody else; what a final state is never changes.
/// </summary>
internal static class JobLifecycle
{
    private static readonly ushort[] Arrows = BuildArrows();

    public static bool IsFinal(JobState state) => state >= JobState.Completed;

    public static bool MayMove(JobState from, JobState to) => (Arrows[(int)from] & (1 << (int)to)) != 0;

    public static void Move(JobReference job, JobState to)
    {
        Ensure.That(MayMove(job.CurrentState, to), "A job moves along the arrows of its life.");
        job.CurrentState = to;
    }

    /// <summary>
    /// What follows the end of an attempt. A delegate that was asked to cancel is canceled whatever it returned
    /// (PEND-3); a process keeps its own result (PORT-2); one that ran too long has failed.
    /// </summary>
    public static JobState AfterAttempt(JobReference job, in AttemptReport report)
    {
        bool asked = job.Has(JobFlags.CancelRequested);
        if (asked && !job.Has(JobFlags.Process)) return JobState.Canceled;
        if (job.Has(JobFlags.TimedOut)) return asked ? JobState.Failed : FailedOrRetry(job, report);
        return report.Result switch
        {
            AttemptResult.Succeeded => JobState.Completed,
            AttemptResult.Canceled => JobState.Canceled,
            _ => asked ? JobState.Failed : FailedOrRetry(job, report),
        };
    }

    private static JobState FailedOrRetry(JobReference job, in AttemptReport report) =>
        report.RetryAllowed && job.CountedAttempts < job.Settings.Retry.MaxAttempts
            ? JobState.Delayed
            : JobState.Failed;

    private static ushort[] BuildArrows()
    {
        var arrows = new ushort[(int)JobState.Rejected + 1];
        Allow(JobState.Submitted, JobState.Delayed, JobState.Waiting, JobState.Canceled, JobState.Completed,
            JobState.Lost, JobState.Rejected);
        Allow(JobState.Delayed, JobState.Waiting, JobState.Canceled, JobState.Lost, JobState.Rejected);
        Allow(JobState.Waiting, JobState.Running, JobState.Canceled, JobState.Lost, JobState.Rejected);
        Allow(JobState.Running, JobState.Canceling, JobState.Delayed, JobState.Completed, JobState.Failed,
            JobState.Canceled, JobState.Lost, JobState.Rejected);
        Allow(JobState.Canceling, JobState.Delayed, JobState.Completed, JobState.Failed, JobState.Canceled,
            JobState.Lost, JobState.Rejected);
        return arrows;

        void Allow(JobState from, params ReadOnlySpan<JobState> to)
        {
            foreach (JobState state in to) arrows[(int)from] |= (ushort)(1 << (int)state);
        }
    }
}
