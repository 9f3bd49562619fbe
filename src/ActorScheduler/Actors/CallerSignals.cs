namespace ActorScheduler.Actors;

/// <summary>
/// Those who wait for a Caller to start, to begin to stop, and to be stopped (CALL-93). Told under the Caller's lock:
/// whoever awaits one of the tasks goes on by <see cref="Runtime.HostAwait"/>.
/// </summary>
internal sealed class CallerSignals(string name)
{
    private readonly TaskCompletionSource _started = New();
    private readonly TaskCompletionSource _stopping = New();
    private readonly TaskCompletionSource _stopped = New();

    public Task Started => _started.Task;

    public Task Stopping => _stopping.Task;

    public Task Stopped => _stopped.Task;

    /// <summary>The state has been reached, and so all before it.</summary>
    public void Reach(CallerState state)
    {
        if (state == CallerState.Running) _started.TrySetResult();
        if (state < CallerState.Stopping) return;
        if (_started.TrySetException(new InvalidOperationException($"Caller '{name}' was stopped before it ran.")))
            _ = _started.Task.Exception;        // looked at: nobody need wait for it
        _stopping.TrySetResult();
        if (state == CallerState.Stopped) _stopped.TrySetResult();
    }

    private static TaskCompletionSource New() => new();
}
