using System.Runtime.CompilerServices;
using ActorScheduler.Actors;

namespace ActorScheduler;

/// <summary>
/// What <c>await handle</c> of a process uses; for the compiler. The continuation goes to the context that awaited.
/// </summary>
public readonly struct ProcessAwaiter : ICriticalNotifyCompletion
{
    private readonly ProcessHandle _job;

    internal ProcessAwaiter(ProcessHandle job) => _job = job;

    /// <summary>True when the process has ended and its listeners have been called.</summary>
    public bool IsCompleted => _job.IsSettled;

    /// <summary>How the process ended; throws when it never ran.</summary>
    public ProcessExit GetResult() => _job.GetProcessExit();

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => UnsafeOnCompleted(FlowingContinuation.Wrap(continuation));

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => _job.ContinueWith(ContextContinuation.Wrap(continuation));
}
