using System.Runtime.CompilerServices;
using ActorScheduler.Actors;

namespace ActorScheduler;

/// <summary>
/// What <c>await handle</c> uses; for the compiler. The continuation goes to the context that awaited.
/// </summary>
/// <typeparam name="T">What the job returns.</typeparam>
public readonly struct JobAwaiter<T> : ICriticalNotifyCompletion
{
    private readonly JobHandle<T> _job;

    internal JobAwaiter(JobHandle<T> job) => _job = job;

    /// <summary>True when the job has ended and its listeners have been called.</summary>
    public bool IsCompleted => _job.IsSettled;

    /// <summary>The value that the job returned; throws what became of it otherwise.</summary>
    public T GetResult() => _job.GetValue();

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => UnsafeOnCompleted(FlowingContinuation.Wrap(continuation));

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => _job.ContinueWith(ContextContinuation.Wrap(continuation));
}
