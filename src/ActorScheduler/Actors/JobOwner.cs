using System.Runtime.CompilerServices;
using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// What a handle needs of the actor that looks after its job, be it a scheduler or a Caller: the doors to it, each of
/// which posts a message and returns. Thread-safe.
/// </summary>
internal abstract class JobOwner : SchedulerIdentity
{
    private long _lastSequence;

    protected JobOwner(ulong origin, string name, NodeServices node)
        : base(origin, name)
    {
        Node = node;
        Ambient = AmbientJob.ContextOf(this);
    }

    public NodeServices Node { get; }

    public IActorHost Host => Node.Host;

    /// <summary>The execution context in which jobs run whose submitters had none of their own.</summary>
    public ExecutionContext Ambient { get; }

    /// <summary>
    /// True when code can ask in which job it runs, awaits included: a Caller's calls; it costs them an allocation.
    /// </summary>
    public bool TracksJobs { get; protected init; }

    /// <summary>Gives a new handle its owner and its id.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enlist(JobHandle job)
    {
        job.Owner = this;
        job.Sequence = Interlocked.Increment(ref _lastSequence);
    }

    /// <summary>How often the journal was taken over; 0 when there is none.</summary>
    public long Epoch { get; set; }

    /// <summary>True when the ends of the output of its processes are kept.</summary>
    public virtual bool KeepsOutput => false;

    /// <summary>Puts bytes by for the next attempt of a job.</summary>
    public virtual Task CheckpointAsync(JobHandle job, byte[] content)
    {
        job.Checkpoint = content;
        return Task.CompletedTask;
    }

    /// <summary>Asks for the job to be canceled.</summary>
    public abstract void Cancel(JobHandle job, string? reason);

    /// <summary>An attempt that went on asynchronously has ended, on whatever thread; the handle knows how.</summary>
    public abstract void ReportAttempt(JobHandle job);

    /// <summary>Has code go on that has awaited a job; called where the job ends.</summary>
    /// <param name="continuation">The code.</param>
    /// <param name="alone">True when nobody else awaits the job; others keep their order.</param>
    public virtual void GoOn(Continuation continuation, bool alone) => Host.Execute(continuation, preferLocal: alone);

    /// <summary>Asks for <see cref="JobHandle.SettleAcceptance"/> when the job is accepted.</summary>
    public abstract void WatchAcceptance(JobHandle job);

    /// <summary>Asks why the job does not run.</summary>
    public abstract void AskHoldReason(JobHandle job, TaskCompletionSource<HoldReason?> answer);

    /// <summary>Asks why the job does not run, and who is in its way.</summary>
    public abstract void AskExplanation(JobHandle job, TaskCompletionSource<JobExplanation> answer);

    /// <summary>
    /// Throws when the calling code runs inside a job of this owner and would wait for itself (DUP-32).
    /// </summary>
    public void RefuseDeadlock(string verb)
    {
        if (AmbientJob.Owner == this)
        {
            throw new InvalidOperationException(
                $"{verb} would wait for the job that calls it: this code runs in a job of '{Name}'.");
        }
    }
}
