using System.Runtime.CompilerServices;
using ActorScheduler.Actors;

namespace ActorScheduler;

/// <summary>
/// What <c>await handle</c> uses; for the compiler. The continuation goes to the context that awaited.
/// </summary>
public readonly struct JobAwaiter : ICriticalNotifyCompletion
{
    private readonly JobHandle _job;

    internal JobAwaiter(JobHandle job) => _job = job;

    /// <summary>True when the job has ended and its listeners have been called.</summary>
    public bool IsCompleted => _job.IsSettled;

    /// <summary>Returns when the job completed, throws what became of it otherwise.</summary>
    public void GetResult() => _job.ThrowIfNotCompleted();

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => UnsafeOnCompleted(FlowingContinuation.Wrap(continuation));

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => _job.ContinueWith(ContextContinuation.Wrap(continuation));
}
