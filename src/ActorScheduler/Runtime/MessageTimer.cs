namespace ActorScheduler.Runtime;

/// <summary>A timer of an actor: sends it a message when it fires; disposing takes it back.</summary>
internal sealed class MessageTimer<TMessage>(IActorHost host, ActorRef<TMessage> target, TMessage message) : HostTimer,
    IDisposable
{
    public override void Fire() => target.Tell(message);

    public void Dispose() => host.CancelTimer(this);
}
