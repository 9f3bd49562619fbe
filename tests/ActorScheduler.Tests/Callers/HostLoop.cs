using System.Collections.Concurrent;

namespace ActorScheduler.Tests.Callers;

/// <summary>Stands for a user interface: a thread with a loop and a synchronization context of its own.</summary>
internal sealed class HostLoop : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _posted = [];
    private readonly Thread _thread;

    public HostLoop()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "host loop" };
        _thread.Start();
    }

    public int ThreadId => _thread.ManagedThreadId;

    /// <summary>Throws once the loop has ended.</summary>
    public override void Post(SendOrPostCallback d, object? state) => _posted.Add((d, state));

    public Task<T> InvokeAsync<T>(Func<T> function)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(
            _ =>
            {
                try
                {
                    result.SetResult(function());
                }
                catch (Exception e)
                {
                    result.SetException(e);
                }
            },
            null);
        return result.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public void Dispose()
    {
        _posted.CompleteAdding();
        _thread.Join();
    }

    private void Run()
    {
        SetSynchronizationContext(this);
        foreach ((SendOrPostCallback callback, object? state) in _posted.GetConsumingEnumerable()) callback(state);
    }
}
