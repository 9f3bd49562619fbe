using System.Collections.Concurrent;

namespace ActorScheduler.Tests.Scheduling;

/// <summary>A thread with a synchronization context of its own, as a user interface has.</summary>
internal sealed class LoopContext : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _posts = [];
    private readonly Thread _thread;

    public LoopContext()
    {
        _thread = new Thread(Loop) { IsBackground = true };
        _thread.Start();
    }

    public bool IsHere => IsThisThread && Current == this;

    public bool IsThisThread => Environment.CurrentManagedThreadId == _thread.ManagedThreadId;

    public override void Post(SendOrPostCallback d, object? state) => _posts.Add((d, state));

    /// <summary>Starts asynchronous work on the thread.</summary>
    public Task<T> Run<T>(Func<Task<T>> work)
    {
        var result = new TaskCompletionSource<Task<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(_ => result.SetResult(work()), null);
        return result.Task.Unwrap();
    }

    public void Dispose()
    {
        _posts.CompleteAdding();
        _thread.Join();
        _posts.Dispose();
    }

    private void Loop()
    {
        SetSynchronizationContext(this);
        foreach ((SendOrPostCallback callback, object? state) in _posts.GetConsumingEnumerable()) callback(state);
    }
}
