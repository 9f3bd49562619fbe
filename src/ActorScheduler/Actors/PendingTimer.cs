using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// Calls back once, by the node's clock. What it calls must neither block nor throw nor run a user's code.
/// </summary>
internal sealed class PendingTimer(IActorHost host, Action passed) : HostTimer
{
    public void Start(TimeSpan after) => host.SetTimer(this, Moments.After(host.Now, after));

    public void Stop() => host.CancelTimer(this);

    public override void Fire() => passed();
}
