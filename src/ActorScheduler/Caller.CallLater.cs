namespace ActorScheduler;

/// <content><c>CallLater</c>: a call after a delay.</content>
public sealed partial class Caller
{
    /// <summary>
    /// As <see cref="CallSoon(Action, JobOptions?, CancellationToken)"/>, after a delay that is counted from now: the
    /// call takes its place in the order when the delay has passed (CALL-41).
    /// </summary>
    /// <param name="delay">Shortest time before the start; zero or less means none.</param>
    /// <param name="work">What to call. A task that it returns is awaited; anything else is the handle's value.</param>
    /// <param name="options">Name, tags and timeout of the call; null means all defaults.</param>
    /// <param name="cancellationToken">Cancels the call when it is canceled.</param>
    /// <returns>The call's handle; already canceled when this Caller has been stopped.</returns>
    /// <exception cref="ArgumentException">Work is null, or the options ask for what a Caller does not do.</exception>
    public JobHandle CallLater(
        TimeSpan delay, Action work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make(work, options), delay, cancellationToken);

    /// <inheritdoc cref="CallLater(TimeSpan, Action, JobOptions?, CancellationToken)"/>
    public JobHandle CallLater(
        TimeSpan delay, Func<Task> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make(work, options), delay, cancellationToken);

    /// <inheritdoc cref="CallLater(TimeSpan, Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> CallLater<T>(
        TimeSpan delay, Func<T> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make<T>(work, options), delay, cancellationToken);

    /// <inheritdoc cref="CallLater(TimeSpan, Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> CallLater<T>(
        TimeSpan delay, Func<Task<T>> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make<T>(work, options), delay, cancellationToken);

    /// <inheritdoc cref="CallLater(TimeSpan, Action, JobOptions?, CancellationToken)"/>
    public JobHandle CallLater(
        TimeSpan delay, Action<JobContext> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make(work, options), delay, cancellationToken);

    /// <inheritdoc cref="CallLater(TimeSpan, Action, JobOptions?, CancellationToken)"/>
    public JobHandle CallLater(
        TimeSpan delay, Func<JobContext, Task> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make(work, options), delay, cancellationToken);

    /// <inheritdoc cref="CallLater(TimeSpan, Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> CallLater<T>(
        TimeSpan delay, Func<JobContext, T> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make<T>(work, options), delay, cancellationToken);

    /// <inheritdoc cref="CallLater(TimeSpan, Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> CallLater<T>(
        TimeSpan delay, Func<JobContext, Task<T>> work,
        JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make<T>(work, options), delay, cancellationToken);
}
