using ActorScheduler.Machines;
using ActorScheduler.Processes;

namespace ActorScheduler.Actors;

/// <summary>What a <see cref="ProcessActor"/> is given.</summary>
/// <param name="Launcher">Starts the child.</param>
/// <param name="Spec">The child.</param>
/// <param name="Owner">Is told.</param>
internal sealed record ProcessAttempt(IProcessLauncher Launcher, ProcessStartSpec Spec, IProcessOwner Owner)
{
    public ProcessJob Job => Spec.Job;

    /// <summary>
    /// The readers of the job's handle, which get this attempt's output; null when nobody can read it.
    /// </summary>
    public ProcessOutputReader? Output { get; init; }

    public ProcessOutputReader? Error { get; init; }
}

/// <summary>Is told of a process by its actor, in the actor's turns: it may only post messages.</summary>
internal interface IProcessOwner
{
    /// <summary>Its child runs.</summary>
    /// <param name="pid">Its number.</param>
    /// <param name="identity">As <see cref="IChildProcess.Identity"/>.</param>
    void ProcessStarted(int pid, ProcessIdentity? identity);

    /// <summary>Comes once, and nothing after it.</summary>
    void ProcessEnded(ProcessEnd end);
}

/// <summary>How an attempt ended.</summary>
/// <param name="Exit">The child's own exit; null when it never ran.</param>
internal sealed record ProcessEnd(ChildExit? Exit)
{
    public int? ProcessId { get; init; }

    /// <summary>Why it never ran; null when it ran, or when it was stopped before it was started.</summary>
    public ProcessStartException? StartError { get; init; }

    public IReadOnlyList<int> Leaked { get; init; } = [];

    public bool OutputAbandoned { get; init; }

    /// <summary>It was asked to stop; its exit is its own all the same (POPEN-14).</summary>
    public bool StopRequested { get; init; }
}
