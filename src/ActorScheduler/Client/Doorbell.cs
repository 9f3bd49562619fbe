namespace ActorScheduler.Client;

/// <summary>Waits until something may have changed in a store. For one who waits at a time.</summary>
internal sealed class Doorbell : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IDisposable _bell;
    private TaskCompletionSource _rung = New();

    public Doorbell(IStore store, string address) => _bell = store.Listen(address, Ring);

    /// <summary>Completes when it has rung since the last call, or after a time at the latest.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        Task rung;
        lock (_gate) rung = _rung.Task;
        await rung.WaitAsync(longest, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_rung.Task.IsCompleted) _rung = New();
        }
    }

    public void Dispose() => _bell.Dispose();

    private void Ring()
    {
        lock (_gate) _rung.TrySetResult();
    }

    // Rings on the store's own thread, which must not go on with the reader.
    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
