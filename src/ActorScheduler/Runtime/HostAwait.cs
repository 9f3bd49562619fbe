using System.Runtime.CompilerServices;

namespace ActorScheduler.Runtime;

/// <summary>
/// Awaiting a task and going on as work of a host, wherever the task ended: in a turn, under a lock, in a user's code
/// or on the timers' thread. So the tasks that the library completes need no thread pool of their own, and a host
/// decides what runs when.
/// </summary>
internal static class HostAwait
{
    /// <summary>
    /// Goes on in <see cref="IActorHost.Execute"/>, or on the thread pool without a host; at once when the task has
    /// ended already.
    /// </summary>
    public static HostAwaitable On(this Task task, IActorHost? host) => new(task, host);

    /// <inheritdoc cref="On(Task, IActorHost)"/>
    public static HostAwaitable<T> On<T>(this Task<T> task, IActorHost? host) => new(task, host);

    /// <inheritdoc cref="On(Task, IActorHost)"/>
    public static HostAwaitable<T> On<T>(this ValueTask<T> task, IActorHost? host) => new(task.AsTask(), host);

    /// <inheritdoc cref="On(Task, IActorHost)"/>
    public static HostAwaitable On(this ValueTask task, IActorHost? host) => new(task.AsTask(), host);

    /// <summary>A task for users: ends as <paramref name="task"/> does, outside of where that ended.</summary>
    public static async Task EndOn(this Task task, IActorHost? host, CancellationToken cancellationToken = default) =>
        await task.WaitAsync(cancellationToken).On(host);

    /// <inheritdoc cref="EndOn(Task, IActorHost, CancellationToken)"/>
    public static async Task<T> EndOn<T>(
        this Task<T> task, IActorHost? host, CancellationToken cancellationToken = default) =>
        await task.WaitAsync(cancellationToken).On(host);

    /// <summary>Calls back where the task ends, whatever runs there: for what only posts or takes notes.</summary>
    public static void WhenEnded(this Task task, IActorHost? host, Action<Task, object?> note, object? state) =>
        _ = task.ContinueWith(
            note,
            state,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
            host?.Tasks ?? TaskScheduler.Default);

    internal static void Resume(Task task, IActorHost? host, Action continuation) => task.WhenEnded(
        host, static (_, state) => ((Resumption)state!).Ask(), new Resumption(host, continuation));

    private sealed class Resumption(IActorHost? host, Action continuation) : IThreadPoolWorkItem
    {
        public void Ask()
        {
            if (host is null) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
            else host.Execute(this, preferLocal: true);
        }

        public void Execute() => continuation();
    }
}

/// <summary>What <see cref="HostAwait"/> awaits with.</summary>
internal readonly struct HostAwaitable(Task task, IActorHost? host) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public HostAwaitable GetAwaiter() => this;

    public void GetResult() => task.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => HostAwait.Resume(task, host, continuation);

    public void UnsafeOnCompleted(Action continuation) => HostAwait.Resume(task, host, continuation);
}

/// <summary>What <see cref="HostAwait"/> awaits values with.</summary>
internal readonly struct HostAwaitable<T>(Task<T> task, IActorHost? host) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public HostAwaitable<T> GetAwaiter() => this;

    public T GetResult() => task.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => HostAwait.Resume(task, host, continuation);

    public void UnsafeOnCompleted(Action continuation) => HostAwait.Resume(task, host, continuation);
}
