using System.Runtime.CompilerServices;
using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// What the handles of one scheduler share: its identity, its host, and the door to its actor. Thread-safe.
/// </summary>
internal sealed class SchedulerCore : SchedulerIdentity
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastSequence;

    public SchedulerCore(ulong origin, string name, SchedulerOptions options, NodeServices node)
        : base(origin, name)
    {
        Options = options;
        Node = node;
        Ambient = AmbientJob.ContextOf(this);
        Inline = options.RunInline ? new InlineRunner(this) : null;
        Actor = node.Host.Spawn($"scheduler {name}", () => new SchedulerActor(this));
    }

    public SchedulerOptions Options { get; }

    public NodeServices Node { get; }

    public IActorHost Host => Node.Host;

    public ActorRef<SchedulerMessage> Actor { get; }

    /// <summary>The execution context in which jobs run whose submitters had none of their own.</summary>
    public ExecutionContext Ambient { get; }

    /// <summary>Runs the jobs of a scheduler that runs them on the caller's thread; null for any other.</summary>
    public InlineRunner? Inline { get; }

    /// <summary>Completes when the scheduler was stopped and nothing of it is left.</summary>
    public Task Stopped => _stopped.Task;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enlist(JobHandle job)
    {
        job.Owner = this;
        job.Sequence = Interlocked.Increment(ref _lastSequence);
    }

    public void Tell(SchedulerMessageKind kind, object? target = null) => Actor.Tell(new SchedulerMessage(kind, target));

    public void Tell(SchedulerMessageKind kind, SchedulerCommand command) => Actor.Tell(new SchedulerMessage(kind, command));

    public void TellStop(StopMode mode, string? reason)
    {
        Inline?.Close(mode, reason);
        Tell(SchedulerMessageKind.Stop, new SchedulerCommand(null, reason, (long)mode));
    }

    /// <summary>An asynchronous attempt has ended, on whatever thread.</summary>
    public void ReportAttempt(JobHandle job)
    {
        if (Inline is null) Tell(SchedulerMessageKind.AttemptExited, job);
        else Inline.Conclude(job);
    }

    public void ReportStopped() => _stopped.TrySetResult();

    /// <summary>Throws when the calling code runs inside a job of this scheduler and would wait for itself (DUP-32).</summary>
    public void RefuseDeadlock(string verb)
    {
        if (AmbientJob.Scheduler == this)
        {
            throw new InvalidOperationException(
                $"{verb} would wait for the job that calls it: this code runs in a job of scheduler '{Name}'.");
        }
    }
}
