using ActorScheduler.Actors;
using ActorScheduler.Machines;

namespace ActorScheduler;

/// <summary>
/// Refers to a job that is a child process. Await it for its <see cref="ProcessExit"/>, whatever its exit code: only a process
/// that never ran throws (<see cref="ProcessStartException"/>, <see cref="JobCanceledException"/>, <see cref="JobRejectedException"/>).
/// </summary>
public sealed class ProcessHandle : JobHandle
{
    internal ProcessHandle(ProcessJob job, JobOptions? options)
        : base(options)
    {
        Job = job;
        Flags |= JobFlags.Process;
    }

    /// <summary>The program and how it is run.</summary>
    public ProcessJob Job { get; }

    internal override void StartAttempt(SchedulerActor scheduler) => throw new InvalidOperationException("Not wired yet.");

    private protected override void Execute()
    {
    }
}
