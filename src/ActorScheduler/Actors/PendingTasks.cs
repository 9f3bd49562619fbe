using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// Owner of the handles that stand for tasks which run already. It has no actor: a handle ends once, by the task or
/// by a cancel, whichever is first (PEND-9). Thread-safe.
/// </summary>
internal sealed class PendingTasks(ulong origin, NodeServices node) : JobOwner(origin, "tasks", node)
{
    private readonly Lock _gate = new();

    public JobHandle<T> Adopt<T>(Task<T> task, CancellationTokenSource? cancellation, string? name)
    {
        var job = new JobHandle<T>((JobContext _) => task, context: null, OptionsFor(name));
        Begin(job, task, cancellation);
        return job;
    }

    public JobHandle Adopt(Task task, CancellationTokenSource? cancellation, string? name)
    {
        var job = new DelegateHandle((JobContext _) => task, context: null, OptionsFor(name));
        Begin(job, task, cancellation);
        return job;
    }

    /// <summary>Gives the same handle for the same task (CALL-82), and keeps neither.</summary>
    public Func<Task<T>, JobHandle<T>> AdoptOnce<T>()
    {
        var known = new System.Runtime.CompilerServices.ConditionalWeakTable<Task<T>, JobHandle<T>>();
        return task => known.GetValue(task, t => Adopt(t, cancellation: null, name: null));
    }

    public override void Cancel(JobHandle job, string? reason)
    {
        bool stoppable = job.HasAttemptToken;
        lock (_gate)
        {
            if (JobLifecycle.IsFinal(job.CurrentState)) return;
            job.Flags |= JobFlags.CancelRequested;
            if (reason is not null) (job.Extra.CancelReasons ??= []).Add(reason);
            if (job.CurrentState == JobState.Running) JobLifecycle.Move(job, JobState.Canceling);
            if (!stoppable) End(job, JobState.Canceled);
        }

        if (stoppable) job.CancelAttempt();
        else job.Settle(schedulerFailure: null);
    }

    public override void ReportAttempt(JobHandle job) =>
        throw new InvalidOperationException("A task that runs already has no attempts.");

    public override void WatchAcceptance(JobHandle job) => job.SettleAcceptance();

    public override void AskHoldReason(JobHandle job, TaskCompletionSource<HoldReason?> answer) =>
        answer.TrySetResult(null);

    public override void AskExplanation(JobHandle job, TaskCompletionSource<JobExplanation> answer) =>
        answer.TrySetResult(job.Explain(reason: null));

    private static JobOptions? OptionsFor(string? name) => name is null ? null : new JobOptions { Name = name };

    private void Begin(JobHandle job, Task task, CancellationTokenSource? cancellation)
    {
        Enlist(job);
        job.ScheduledAt = job.StartedAt = Host.Now;
        job.Attempt = 1;
        job.Flags |= JobFlags.Accepted | JobFlags.Started;
        JobLifecycle.Move(job, JobState.Waiting);
        JobLifecycle.Move(job, JobState.Running);
        if (cancellation is not null)
            job.AttemptToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), cancellation);
        if (task.IsCompleted) TaskEnded(job, task);
        else task.WhenEnded(Host, (ended, _) => TaskEnded(job, ended), state: null);
    }

    private void TaskEnded(JobHandle job, Task task)
    {
        lock (_gate)
        {
            if (JobLifecycle.IsFinal(job.CurrentState)) return;
            job.Conclude(task);
            End(job, JobLifecycle.AfterAttempt(job, new AttemptReport(job.Result, RetryAllowed: false)));
        }

        job.Settle(schedulerFailure: null);
    }

    private void End(JobHandle job, JobState state)
    {
        JobLifecycle.Move(job, state);
        job.ExitedAt = Host.Now;
    }
}
