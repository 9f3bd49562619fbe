namespace ActorScheduler;

/// <content><c>ToThread</c>: a call on the thread of a worker.</content>
public sealed partial class Caller
{
    /// <summary>
    /// Calls the function on another thread: that of a worker, a child of this Caller with a thread of its own. Workers
    /// are made as they are needed and kept for a while; see <see cref="CallerOptions.MaxIdleWorkers"/>,
    /// <see cref="CallerOptions.IdleWorkerTimeout"/> and <see cref="CallerOptions.MaxWorkers"/>. Awaits in the function
    /// resume on the worker's thread.
    /// </summary>
    /// <param name="work">What to call. A task that it returns is awaited; anything else is the handle's value.</param>
    /// <param name="options">Name, tags and timeout of the call; null means all defaults.</param>
    /// <param name="cancellationToken">Cancels the call when it is canceled.</param>
    /// <returns>The call's handle; already canceled when this Caller has been stopped.</returns>
    /// <exception cref="ArgumentException">
    /// Work is null, or the options ask for what a Caller does not do, a delay included.
    /// </exception>
    public JobHandle ToThread(
        Action work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Lend(Make(work, options), cancellationToken);

    /// <inheritdoc cref="ToThread(Action, JobOptions?, CancellationToken)"/>
    public JobHandle ToThread(
        Func<Task> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Lend(Make(work, options), cancellationToken);

    /// <inheritdoc cref="ToThread(Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> ToThread<T>(
        Func<T> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Lend(Make<T>(work, options), cancellationToken);

    /// <inheritdoc cref="ToThread(Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> ToThread<T>(
        Func<Task<T>> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Lend(Make<T>(work, options), cancellationToken);

    /// <inheritdoc cref="ToThread(Action, JobOptions?, CancellationToken)"/>
    public JobHandle ToThread(
        Action<JobContext> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Lend(Make(work, options), cancellationToken);

    /// <inheritdoc cref="ToThread(Action, JobOptions?, CancellationToken)"/>
    public JobHandle ToThread(
        Func<JobContext, Task> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Lend(Make(work, options), cancellationToken);

    /// <inheritdoc cref="ToThread(Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> ToThread<T>(
        Func<JobContext, T> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Lend(Make<T>(work, options), cancellationToken);

    /// <inheritdoc cref="ToThread(Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> ToThread<T>(
        Func<JobContext, Task<T>> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Lend(Make<T>(work, options), cancellationToken);
}
