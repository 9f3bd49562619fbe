using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>The one timer that a call has at a time: for its delay, then for its timeout.</summary>
internal sealed class CallerTimer(CallerCore caller, JobHandle call, bool isDelay) : HostTimer
{
    public override void Fire()
    {
        if (isDelay) caller.DelayPassed(call);
        else caller.TimeoutPassed(call);
    }
}

/// <summary>Looks for workers that have been idle for too long.</summary>
internal sealed class SweepTimer(CallerCore caller) : HostTimer
{
    public override void Fire() => caller.SweepWorkers();
}
