using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>The one timer that a job has at a time: for its delay, or for its attempt's timeout.</summary>
internal sealed class JobTimer(SchedulerCore core, JobHandle job, SchedulerMessageKind kind, int attempt) : HostTimer
{
    public override void Fire()
    {
        if (kind == SchedulerMessageKind.TimeoutPassed) core.Tell(kind, new SchedulerCommand(job, Number: attempt));
        else core.Tell(kind, job);
    }
}
