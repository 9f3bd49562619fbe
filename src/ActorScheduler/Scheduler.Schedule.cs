using System.Runtime.CompilerServices;
using ActorScheduler.Actors;
using ActorScheduler.Machines;

namespace ActorScheduler;

/// <content>The forms of <c>Schedule</c>: never waits, the job runs later on another thread.</content>
public sealed partial class Scheduler
{
    /// <summary>
    /// Takes a job in and returns at once; it starts when its turn comes. What becomes of it is told by the handle
    /// only.
    /// </summary>
    /// <param name="work">What to run, on a thread of the pool.</param>
    /// <param name="options">How to treat it; null means all defaults.</param>
    /// <param name="cancellationToken">Cancels the job when it is canceled.</param>
    /// <exception cref="ArgumentException">Work is null, or the options name a job of another scheduler.</exception>
    public JobHandle Schedule(Action<JobContext> work, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Submit(Make(work, options), cancellationToken);
    }

    /// <inheritdoc cref="Schedule(Action{JobContext}, JobOptions?, CancellationToken)"/>
    public JobHandle Schedule(Func<JobContext, Task> work, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Submit(Make(work, options), cancellationToken);
    }

    /// <inheritdoc cref="Schedule(Action{JobContext}, JobOptions?, CancellationToken)"/>
    public JobHandle<T> Schedule<T>(Func<JobContext, T> work, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Submit(Make<T>(work, options), cancellationToken);
    }

    /// <inheritdoc cref="Schedule(Action{JobContext}, JobOptions?, CancellationToken)"/>
    public JobHandle<T> Schedule<T>(Func<JobContext, Task<T>> work, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Submit(Make<T>(work, options), cancellationToken);
    }

    /// <summary>
    /// As the form without state; the state is bound now, so that a loop's variable need not be captured (DUP-12).
    /// </summary>
    [OverloadResolutionPriority(-1)]     // or new() for the options would fit these as well
    public JobHandle Schedule<TState>(
        TState state, Action<TState, JobContext> work, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Schedule(context => work(state, context), options, cancellationToken);
    }

    /// <inheritdoc cref="Schedule{TState}(TState, Action{TState, JobContext}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]     // or new() for the options would fit these as well
    public JobHandle Schedule<TState>(
        TState state, Func<TState, JobContext, Task> work, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Schedule(context => work(state, context), options, cancellationToken);
    }

    /// <inheritdoc cref="Schedule{TState}(TState, Action{TState, JobContext}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]     // or new() for the options would fit these as well
    public JobHandle<T> Schedule<TState, T>(
        TState state, Func<TState, JobContext, T> work, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Schedule(context => work(state, context), options, cancellationToken);
    }

    /// <inheritdoc cref="Schedule{TState}(TState, Action{TState, JobContext}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]     // or new() for the options would fit these as well
    public JobHandle<T> Schedule<TState, T>(
        TState state, Func<TState, JobContext, Task<T>> work, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Schedule(context => work(state, context), options, cancellationToken);
    }

    /// <summary>Takes a job in that was made as a value, with the options that it carries.</summary>
    /// <exception cref="ArgumentException">The job is null, or its options name a job of another scheduler.</exception>
    /// <exception cref="InvalidOperationException">A process on a scheduler that runs inline.</exception>
    public JobHandle Schedule(Job job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        RefuseInline(job);
        return Submit(JobFactory.Create(_core, job, options: null), cancellationToken);
    }

    /// <summary>Takes a child process in.</summary>
    /// <param name="job">The program and how to run it.</param>
    /// <param name="options">How to treat it; null means the options that the job carries.</param>
    /// <param name="cancellationToken">Cancels the job when it is canceled.</param>
    /// <exception cref="ArgumentException">The job is null, or its options name a job of another scheduler.</exception>
    /// <exception cref="InvalidOperationException">The scheduler runs inline.</exception>
    public ProcessHandle Schedule(ProcessJob job, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        RefuseInline(job);
        return Submit((ProcessHandle)JobFactory.Create(_core, job, options), cancellationToken);
    }

    /// <summary>Takes a named job in; the node's handler of its kind runs it.</summary>
    /// <param name="job">The job's data.</param>
    /// <param name="options">How to treat it; null means the options that the job carries.</param>
    /// <param name="cancellationToken">Cancels the job when it is canceled.</param>
    /// <exception cref="ArgumentException">The job is null, or its options name a job of another scheduler.</exception>
    /// <exception cref="JobPayloadException">
    /// The node has no handler of its kind; or, on a durable scheduler, its data cannot be written or is too large.
    /// </exception>
    public JobHandle<T> Schedule<T>(NamedJob<T> job, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        return Submit((JobHandle<T>)JobFactory.Create(_core, job, options), cancellationToken);
    }

    private DelegateHandle Make(Delegate work, JobOptions? options)
    {
        JobFactory.RefuseDelegate(_core);
        JobFactory.RefuseKey(_core, options);
        JobFactory.CheckDependencies(_core, options);
        var job = new DelegateHandle(work, AmbientJob.CaptureOwn(options), options);
        _core.Enlist(job);
        return job;
    }

    private JobHandle<T> Make<T>(Delegate work, JobOptions? options)
    {
        JobFactory.RefuseDelegate(_core);
        JobFactory.RefuseKey(_core, options);
        JobFactory.CheckDependencies(_core, options);
        var job = new JobHandle<T>(work, AmbientJob.CaptureOwn(options), options);
        _core.Enlist(job);
        return job;
    }

    private T Submit<T>(T job, CancellationToken cancellationToken)
        where T : JobHandle
    {
        if (_core.Inline is not null)
        {
            _core.Inline.Run(job, cancellationToken);
            PendingScope.Join(job);
            return job;
        }

        bool canceled = cancellationToken.IsCancellationRequested;
        if (canceled) job.NeverRun();
        _core.Actor.Tell(new SchedulerMessage(SchedulerMessageKind.Submit, job));
        PendingScope.Join(job);
        if (cancellationToken.CanBeCanceled && !canceled) job.LinkTo(cancellationToken);
        return job;
    }

    private void RefuseInline(Job job)
    {
        if (_core.Inline is not null && job is ProcessJob)
            throw new InvalidOperationException(
                $"Scheduler '{Name}' runs its jobs inline, on the caller's thread: it cannot run a process.");
    }
}
