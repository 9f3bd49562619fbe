using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>The one timer of a recurring job.</summary>
internal sealed class RecurrenceTimer(RecurrenceCore core) : HostTimer
{
    public override void Fire() => core.Tell(RecurrenceMessage.LookAtClock.Instance);
}
