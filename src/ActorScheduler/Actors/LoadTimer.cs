using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>Tells a scheduler that it is time to look at the load again.</summary>
internal sealed class LoadTimer(SchedulerCore core) : HostTimer
{
    public override void Fire() => core.Tell(SchedulerMessageKind.LoadTimerFired);
}
