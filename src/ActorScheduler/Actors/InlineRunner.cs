using System.Runtime.ExceptionServices;
using ActorScheduler.Machines;

namespace ActorScheduler.Actors;

/// <summary>
/// Runs jobs on the caller's thread before <c>Schedule</c> returns (DUP-4). What synchronous work throws leaves
/// <c>Schedule</c> itself and closes nothing (DUP-5). The scheduler's actor only counts, and so knows when all have
/// ended.
/// Thread-safe.
/// </summary>
internal sealed class InlineRunner(SchedulerCore core)
{
    private readonly object _gate = new();
    private readonly HashSet<JobHandle> _running = [];
    private StopMode? _closed;

    /// <summary>Runs a job: to its end when it is synchronous, else to its first await.</summary>
    public void Run(JobHandle job, CancellationToken cancellationToken)
    {
        job.ScheduledAt = core.Host.Now;
        if (!Admit(job)) return;
        if (cancellationToken.CanBeCanceled) job.LinkTo(cancellationToken);
        SynchronizationContext? callers = SynchronizationContext.Current;
        JobHandle? outer = AmbientJob.Running;
        var run = new Attempts(this, job);
        // Puts back what the caller's thread had, also when its flow is suppressed.
        ExecutionContext.Run(ExecutionContext.Capture() ?? AmbientJob.Default, static s => ((Attempts)s!).Run(), run);
        AmbientJob.Running = outer;
        SynchronizationContext.SetSynchronizationContext(callers);
        if (run.HasEnded && job.CurrentState == JobState.Failed) ExceptionDispatchInfo.Throw(job.Failure!);
    }

    /// <summary>Asks a job to cancel.</summary>
    public void Cancel(JobHandle job, string? reason)
    {
        lock (_gate)
        {
            job.Flags |= JobFlags.CancelRequested;
            // A new list each time: an exit that is made just now reads the old one.
            if (reason is not null) job.Extra.CancelReasons = [.. job.Extra.CancelReasons ?? [], reason];
            job.CancelAttempt();
        }
    }

    /// <summary>Nothing new starts from now on.</summary>
    public void Close(StopMode mode, string? reason)
    {
        JobHandle[] running = [];
        lock (_gate)
        {
            if (_closed >= mode) return;
            _closed = mode;
            if (mode >= StopMode.CancelRunning) running = [.. _running];
        }

        CancelEach(running, reason);
    }

    /// <summary>Asks all that run to cancel.</summary>
    public void CancelAll(string? reason)
    {
        JobHandle[] running;
        lock (_gate) running = [.. _running];
        CancelEach(running, reason);
    }

    /// <summary>An attempt that went on asynchronously has ended, on whatever thread.</summary>
    public void Conclude(JobHandle job)
    {
        if (!End(job)) RunAttempts(job);
    }

    private void CancelEach(JobHandle[] jobs, string? reason)
    {
        foreach (JobHandle job in jobs) Cancel(job, reason);
    }

    private bool Admit(JobHandle job)
    {
        lock (_gate)
        {
            if (_closed is not { } mode)
            {
                // Told with the gate held: what is admitted is known to the machine before a stop is.
                core.Tell(SchedulerMessageKind.InlineStarted, job);
                job.Flags |= JobFlags.Accepted;
                JobLifecycle.Move(job, JobState.Waiting);
                return _running.Add(job);
            }

            job.Extra.Rejection = new RejectReason.Stopped(mode);
        }

        JobLifecycle.Move(job, JobState.Rejected);
        job.ExitedAt = job.ScheduledAt;
        core.Tell(SchedulerMessageKind.InlineRejected);
        job.Settle(schedulerFailure: null);
        return false;
    }

    // True when the job has ended; false when it goes on asynchronously and Conclude follows.
    private bool RunAttempts(JobHandle job)
    {
        do
        {
            if (job.Has(JobFlags.CancelRequested))
            {
                Settle(job, JobState.Canceled);     // before it started, or between two attempts
                return true;
            }

            Begin(job);
            if (!job.RunAttempt()) return false;
        }
        while (!End(job));
        return true;
    }

    private void Begin(JobHandle job)
    {
        JobLifecycle.Move(job, JobState.Running);
        job.StartedAt = core.Host.Now;
        lock (_gate)
        {
            if (++job.Attempt == 1) return;
            job.StartAfresh();
            if (job.Has(JobFlags.CancelRequested)) job.CancelAttempt();
        }
    }

    // False when the policy asks for another attempt: at once, since nothing may wait on the caller's thread.
    private bool End(JobHandle job)
    {
        JobState next = JobLifecycle.AfterAttempt(job, new AttemptReport(job.Result, RetryAllowed: !job.RetryRefused));
        if (next == JobState.Delayed)
        {
            JobLifecycle.Move(job, JobState.Delayed);
            JobLifecycle.Move(job, JobState.Waiting);
            return false;
        }

        Settle(job, next);
        return true;
    }

    private void Settle(JobHandle job, JobState state)
    {
        JobLifecycle.Move(job, state);
        job.ExitedAt = core.Host.Now;
        lock (_gate) _running.Remove(job);
        core.Tell(SchedulerMessageKind.InlineEnded, job);
        job.Settle(schedulerFailure: null);
    }

    private sealed class Attempts(InlineRunner runner, JobHandle job)
    {
        public bool HasEnded { get; private set; }

        public void Run() => HasEnded = runner.RunAttempts(job);
    }
}
