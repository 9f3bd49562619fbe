using ActorScheduler.Actors;

namespace ActorScheduler;

/// <summary>
/// A queue of calls to one function, on a Caller: one at a time, in the order in which they were asked for, on the
/// Caller's thread. Faster than calls with handles, for nobody is told of the end of a single one. All members are
/// thread-safe.
/// </summary>
/// <remarks>
/// The queue lives until it is closed, its Caller stops, or its function is collected: a method of an object is held
/// weakly while nothing waits for it, so a queue keeps no object alive; a lambda lives as long as the queue is held.
/// </remarks>
/// <typeparam name="T">What an item is.</typeparam>
public sealed class CallQueue<T> : IAsyncDisposable
{
    private readonly CallerQueueCore<T> _core;
    private object? _function;      // holds a lambda that nobody else holds

    internal CallQueue(CallerCore caller, Delegate function)
    {
        var completion = new CallerQueueHandle();
        caller.Enlist(completion);
        _core = new CallerQueueCore<T>(caller, completion, function, out _function);
    }

    /// <summary>
    /// The end of the queue, as a handle: completed when it was closed or its function was collected, canceled when it
    /// was canceled or the Caller stopped. Canceling it closes the queue.
    /// </summary>
    public JobHandle Completion => _core.Completion;

    /// <summary>
    /// Asks for one more call of the function. What it throws is logged, and the queue goes on (CALL-59).
    /// </summary>
    /// <param name="item">What the function is given.</param>
    /// <returns>False when the queue is closed; the call will not be made.</returns>
    public bool Call(T item) => _core.Call(item);

    /// <summary>Completes when everything asked for has been done, or dropped with the queue.</summary>
    /// <exception cref="InvalidOperationException">
    /// Called in the queue's own function, which would wait for itself.
    /// </exception>
    public Task WaitForEmptyAsync(CancellationToken cancellationToken = default)
    {
        RefuseOwnWait(nameof(WaitForEmptyAsync));
        return _core.WaitForEmptyAsync(cancellationToken);
    }

    /// <summary>
    /// Closes it at once: calls that wait are dropped, the one that runs has its token canceled (CALL-62). Doing it
    /// again is harmless.
    /// </summary>
    public void Close()
    {
        _core.Close();
        _function = null;
    }

    /// <summary>Closes it and completes when the call that runs has ended.</summary>
    /// <exception cref="InvalidOperationException">
    /// Called in the queue's own function, which would wait for itself.
    /// </exception>
    public async ValueTask DisposeAsync()
    {
        RefuseOwnWait(nameof(DisposeAsync));
        Close();
        await _core.Completion.WaitForExitAsync().ConfigureAwait(false);
    }

    private void RefuseOwnWait(string verb)
    {
        if (AmbientJob.Job != _core.Completion) return;
        throw new InvalidOperationException(
            $"Deadlock: {verb} waits for the call of the queue that this code runs in. Use Close.");
    }
}
