using System.Runtime.CompilerServices;

namespace ActorScheduler;

/// <content><c>CallSoon</c>: a call with a handle.</content>
public sealed partial class Caller
{
    /// <summary>
    /// Calls the function on this Caller's thread, as soon as what was asked for before has started. Returns at once.
    /// The function sees the execution context of this call; what it changes there does not come back (CALL-39).
    /// </summary>
    /// <param name="work">What to call. A task that it returns is awaited; anything else is the handle's value.</param>
    /// <param name="options">Name, tags, timeout and delay of the call; null means all defaults.</param>
    /// <param name="cancellationToken">Cancels the call when it is canceled.</param>
    /// <returns>The call's handle; already canceled when this Caller has been stopped (CALL-23).</returns>
    /// <exception cref="ArgumentException">
    /// Work is null, or the options ask for what a Caller does not do: it keeps one order.
    /// </exception>
    public JobHandle CallSoon(
        Action work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make(work, options), TimeSpan.Zero, cancellationToken);

    /// <inheritdoc cref="CallSoon(Action, JobOptions?, CancellationToken)"/>
    public JobHandle CallSoon(
        Func<Task> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make(work, options), TimeSpan.Zero, cancellationToken);

    /// <inheritdoc cref="CallSoon(Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> CallSoon<T>(
        Func<T> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make<T>(work, options), TimeSpan.Zero, cancellationToken);

    /// <inheritdoc cref="CallSoon(Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> CallSoon<T>(
        Func<Task<T>> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make<T>(work, options), TimeSpan.Zero, cancellationToken);

    /// <inheritdoc cref="CallSoon(Action, JobOptions?, CancellationToken)"/>
    public JobHandle CallSoon(
        Action<JobContext> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make(work, options), TimeSpan.Zero, cancellationToken);

    /// <inheritdoc cref="CallSoon(Action, JobOptions?, CancellationToken)"/>
    public JobHandle CallSoon(
        Func<JobContext, Task> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make(work, options), TimeSpan.Zero, cancellationToken);

    /// <inheritdoc cref="CallSoon(Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> CallSoon<T>(
        Func<JobContext, T> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make<T>(work, options), TimeSpan.Zero, cancellationToken);

    /// <inheritdoc cref="CallSoon(Action, JobOptions?, CancellationToken)"/>
    public JobHandle<T> CallSoon<T>(
        Func<JobContext, Task<T>> work, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        Submit(Make<T>(work, options), TimeSpan.Zero, cancellationToken);

    /// <summary>
    /// As the form without state; the state is bound now, so that a loop's variable need not be captured.
    /// </summary>
    [OverloadResolutionPriority(-1)]     // or new() for the options would fit these as well
    public JobHandle CallSoon<TState>(
        TState state, Action<TState, JobContext> work,
        JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return CallSoon(context => work(state, context), options, cancellationToken);
    }

    /// <inheritdoc cref="CallSoon{TState}(TState, Action{TState, JobContext}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]     // or new() for the options would fit these as well
    public JobHandle CallSoon<TState>(
        TState state, Func<TState, JobContext, Task> work,
        JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return CallSoon(context => work(state, context), options, cancellationToken);
    }

    /// <inheritdoc cref="CallSoon{TState}(TState, Action{TState, JobContext}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]     // or new() for the options would fit these as well
    public JobHandle<T> CallSoon<TState, T>(
        TState state, Func<TState, JobContext, T> work,
        JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return CallSoon(context => work(state, context), options, cancellationToken);
    }

    /// <inheritdoc cref="CallSoon{TState}(TState, Action{TState, JobContext}, JobOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]     // or new() for the options would fit these as well
    public JobHandle<T> CallSoon<TState, T>(
        TState state, Func<TState, JobContext, Task<T>> work,
        JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return CallSoon(context => work(state, context), options, cancellationToken);
    }
}
