using System.Runtime.ExceptionServices;
using ActorScheduler.Machines;

namespace ActorScheduler.Actors;

/// <summary>
/// Runs jobs on the caller's thread before <c>Schedule</c> returns (DUP-4). What synchronous work throws leaves
/// <c>Schedule</c> itself and closes nothing (DUP-5). The scheduler's actor only counts.
/// </summary>
internal sealed class InlineRunner(SchedulerCore core)
{
    public void Run(JobHandle job)
    {
        job.ScheduledAt = core.Host.Now;
        JobLifecycle.Move(job, JobState.Waiting);
        ExecutionContext? callers = ExecutionContext.Capture();
        JobHandle? outer = AmbientJob.Running;
        Exception? thrown = null;
        try
        {
            do
            {
                Begin(job);
                if (!job.RunAttempt()) return;      // asynchronous: Conclude follows
            }
            while (!End(job));
            if (job.CurrentState == JobState.Failed) thrown = job.Failure;
        }
        finally
        {
            if (callers is not null) ExecutionContext.Restore(callers);
            AmbientJob.Running = outer;
        }

        if (thrown is not null) ExceptionDispatchInfo.Throw(thrown);
    }

    /// <summary>Asks a job to cancel whose asynchronous part still runs; no machine looks after it.</summary>
    public void Cancel(JobHandle job)
    {
        job.Flags |= JobFlags.CancelRequested;
        job.CancelAttempt();
    }

    /// <summary>An attempt that went on asynchronously has ended, on whatever thread.</summary>
    public void Conclude(JobHandle job)
    {
        while (!End(job))
        {
            Begin(job);
            if (!job.RunAttempt()) return;
        }
    }

    private void Begin(JobHandle job)
    {
        JobLifecycle.Move(job, JobState.Running);
        job.Attempt++;
        job.StartedAt = core.Host.Now;
    }

    // False when the policy asks for another attempt: at once, since nothing may wait on the caller's thread.
    private bool End(JobHandle job)
    {
        JobState next = JobLifecycle.AfterAttempt(job, new AttemptReport(job.Result, RetryAllowed: !job.RetryRefused));
        JobLifecycle.Move(job, next);
        if (next == JobState.Delayed)
        {
            JobLifecycle.Move(job, JobState.Waiting);
            return false;
        }

        job.ExitedAt = core.Host.Now;
        core.Tell(SchedulerMessageKind.CountInline, job);
        job.Settle(schedulerFailure: null);
        return true;
    }
}
