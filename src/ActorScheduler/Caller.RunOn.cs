namespace ActorScheduler;

/// <content><c>RunOn</c>: a call that runs somewhere else.</content>
public sealed partial class Caller
{
    /// <summary>
    /// Starts the function on a scheduler of tasks when its turn among this Caller's calls has come. It is a call of
    /// this Caller otherwise: handle, errors, cancel and stop are as usual (CALL-68).
    /// </summary>
    /// <param name="scheduler">Where it runs, awaits included.</param>
    /// <param name="work">What to call. A task that it returns is awaited; anything else is the handle's value.</param>
    /// <param name="options">Name, tags and timeout of the call; null means all defaults.</param>
    /// <param name="cancellationToken">Cancels the call when it is canceled.</param>
    /// <exception cref="ArgumentException">
    /// An argument is null, or the options ask for what a Caller does not do.
    /// </exception>
    /// <exception cref="InvalidOperationException">This Caller does not run (CALL-69).</exception>
    public JobHandle RunOn(
        TaskScheduler scheduler, Action work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(scheduler, Make(work, options), cancellationToken);

    /// <inheritdoc cref="RunOn(TaskScheduler, Action, JobOptions?, CancellationToken)"/>
    public JobHandle RunOn(
        TaskScheduler scheduler, Func<Task> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(scheduler, Make(work, options), cancellationToken);

    /// <inheritdoc cref="RunOn(TaskScheduler, Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> RunOn<T>(
        TaskScheduler scheduler, Func<T> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(scheduler, Make<T>(work, options), cancellationToken);

    /// <inheritdoc cref="RunOn(TaskScheduler, Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> RunOn<T>(
        TaskScheduler scheduler, Func<Task<T>> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(scheduler, Make<T>(work, options), cancellationToken);

    /// <inheritdoc cref="RunOn(TaskScheduler, Action, JobOptions?, CancellationToken)"/>
    public JobHandle RunOn(
        TaskScheduler scheduler, Action<JobContext> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(scheduler, Make(work, options), cancellationToken);

    /// <inheritdoc cref="RunOn(TaskScheduler, Action, JobOptions?, CancellationToken)"/>
    public JobHandle RunOn(
        TaskScheduler scheduler, Func<JobContext, Task> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(scheduler, Make(work, options), cancellationToken);

    /// <inheritdoc cref="RunOn(TaskScheduler, Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> RunOn<T>(
        TaskScheduler scheduler, Func<JobContext, T> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(scheduler, Make<T>(work, options), cancellationToken);

    /// <inheritdoc cref="RunOn(TaskScheduler, Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> RunOn<T>(
        TaskScheduler scheduler, Func<JobContext, Task<T>> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(scheduler, Make<T>(work, options), cancellationToken);

    /// <summary>
    /// Starts the function on a synchronization context when its turn among this Caller's calls has come. It is a call
    /// of this Caller otherwise: handle, errors, cancel and stop are as usual (CALL-68).
    /// </summary>
    /// <param name="context">Where it runs, awaits included; this Caller's own is as <c>CallSoon</c>.</param>
    /// <param name="work">What to call. A task that it returns is awaited; anything else is the handle's value.</param>
    /// <param name="options">Name, tags and timeout of the call; null means all defaults.</param>
    /// <param name="cancellationToken">Cancels the call when it is canceled.</param>
    /// <exception cref="ArgumentException">
    /// An argument is null, or the options ask for what a Caller does not do.
    /// </exception>
    /// <exception cref="InvalidOperationException">This Caller does not run (CALL-69).</exception>
    public JobHandle RunOn(
        SynchronizationContext context, Action work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(context, Make(work, options), cancellationToken);

    /// <inheritdoc cref="RunOn(SynchronizationContext, Action, JobOptions?, CancellationToken)"/>
    public JobHandle RunOn(
        SynchronizationContext context, Func<Task> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(context, Make(work, options), cancellationToken);

    /// <inheritdoc cref="RunOn(SynchronizationContext, Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> RunOn<T>(
        SynchronizationContext context, Func<T> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(context, Make<T>(work, options), cancellationToken);

    /// <inheritdoc cref="RunOn(SynchronizationContext, Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> RunOn<T>(
        SynchronizationContext context, Func<Task<T>> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(context, Make<T>(work, options), cancellationToken);

    /// <inheritdoc cref="RunOn(SynchronizationContext, Action, JobOptions?, CancellationToken)"/>
    public JobHandle RunOn(
        SynchronizationContext context, Action<JobContext> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(context, Make(work, options), cancellationToken);

    /// <inheritdoc cref="RunOn(SynchronizationContext, Action, JobOptions?, CancellationToken)"/>
    public JobHandle RunOn(
        SynchronizationContext context, Func<JobContext, Task> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(context, Make(work, options), cancellationToken);

    /// <inheritdoc cref="RunOn(SynchronizationContext, Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> RunOn<T>(
        SynchronizationContext context, Func<JobContext, T> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(context, Make<T>(work, options), cancellationToken);

    /// <inheritdoc cref="RunOn(SynchronizationContext, Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> RunOn<T>(
        SynchronizationContext context, Func<JobContext, Task<T>> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitOn(context, Make<T>(work, options), cancellationToken);
}
