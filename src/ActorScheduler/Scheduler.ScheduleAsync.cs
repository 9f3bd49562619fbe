using ActorScheduler.Actors;
using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler;

/// <content>The forms of <c>ScheduleAsync</c>: completes when the job is accepted, and waits for that at a full
/// queue.</content>
public sealed partial class Scheduler
{
    /// <summary>
    /// Takes a job in and completes when it is accepted: when there is room for it in the queue or, with a capacity of
    /// 0, when it has its slot (DUP-7). Submitters that wait are let in one by one, in order (DUP-10). Giving up
    /// waiting cancels the job.
    /// </summary>
    /// <param name="work">What to run, on a thread of the pool.</param>
    /// <param name="options">How to treat it; null means all defaults.</param>
    /// <param name="cancellationToken">Cancels the job when it is canceled, also after it was accepted.</param>
    /// <exception cref="ArgumentException">Work is null, or the options name a job of another scheduler.</exception>
    /// <exception cref="InvalidOperationException">Called inside one of its own jobs while the queue is bounded
    /// (DUP-32).</exception>
    /// <exception cref="JobRejectedException">It was refused: the scheduler is stopped, or a job has failed
    /// early.</exception>
    /// <exception cref="OperationCanceledException">It was canceled before it was accepted.</exception>
    public Task<JobHandle> ScheduleAsync(Action<JobContext> work, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return AcceptAsync<JobHandle>(Make(work, options), cancellationToken);
    }

    /// <inheritdoc cref="ScheduleAsync(Action{JobContext}, JobOptions?, CancellationToken)"/>
    public Task<JobHandle> ScheduleAsync(Func<JobContext, Task> work, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return AcceptAsync<JobHandle>(Make(work, options), cancellationToken);
    }

    /// <inheritdoc cref="ScheduleAsync(Action{JobContext}, JobOptions?, CancellationToken)"/>
    public Task<JobHandle<T>> ScheduleAsync<T>(Func<JobContext, T> work, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return AcceptAsync(Make<T>(work, options), cancellationToken);
    }

    /// <inheritdoc cref="ScheduleAsync(Action{JobContext}, JobOptions?, CancellationToken)"/>
    public Task<JobHandle<T>> ScheduleAsync<T>(Func<JobContext, Task<T>> work, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return AcceptAsync(Make<T>(work, options), cancellationToken);
    }

    /// <summary>Takes a job in that was made as a value, and completes when it is accepted.</summary>
    /// <inheritdoc cref="ScheduleAsync(Action{JobContext}, JobOptions?, CancellationToken)" path="/exception"/>
    public Task<JobHandle> ScheduleAsync(Job job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        RefuseInline(job);
        return AcceptAsync(JobFactory.Create(_core, job, options: null), cancellationToken);
    }

    /// <summary>Takes a child process in, and completes when it is accepted.</summary>
    /// <inheritdoc cref="ScheduleAsync(Action{JobContext}, JobOptions?, CancellationToken)" path="/exception"/>
    public Task<ProcessHandle> ScheduleAsync(ProcessJob job, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        RefuseInline(job);
        return AcceptAsync((ProcessHandle)JobFactory.Create(_core, job, options), cancellationToken);
    }

    /// <summary>Takes a named job in, and completes when it is accepted.</summary>
    /// <inheritdoc cref="ScheduleAsync(Action{JobContext}, JobOptions?, CancellationToken)" path="/exception"/>
    /// <exception cref="JobPayloadException">As for <c>Schedule</c>.</exception>
    public Task<JobHandle<T>> ScheduleAsync<T>(NamedJob<T> job, JobOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        return AcceptAsync((JobHandle<T>)JobFactory.Create(_core, job, options), cancellationToken);
    }

    private async Task<T> AcceptAsync<T>(T job, CancellationToken cancellationToken)
        where T : JobHandle
    {
        if (Options.QueueCapacity is not null) _core.RefuseDeadlock(nameof(ScheduleAsync));
        job.Flags |= JobFlags.WaitsForRoom;
        Task accepted = _core.Inline is null ? job.PrepareAcceptance() : Task.CompletedTask;
        _ = Submit(job, cancellationToken);
        await accepted.On(_core.Host);
        return job;
    }
}
