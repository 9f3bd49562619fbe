using ActorScheduler.Runtime;

namespace ActorScheduler.TestKit.Engine;

/// <summary>Stands around an actor, so that its turns can be seen and can crash. The actor does not know.</summary>
internal sealed class SimulatedActor<TMessage>(
    SimulationEngine engine, SimulatedRef<TMessage> self, Actor<TMessage> actor) : Actor<TMessage>
{
    protected internal override void Started()
    {
        self.Bind(Context.Self);
        actor.Attach(new SimulatedActorContext<TMessage>(engine, self, Context));
        actor.Started();
    }

    protected internal override void Resumed() => actor.Resumed();

    protected internal override void Receive(TMessage message) => engine.Turn(self, actor, message);

    protected internal override bool Stopping(Exception? failure) => actor.Stopping(failure);

    protected internal override void Stopped(Exception? failure) => actor.Stopped(failure);

    protected internal override void Unfinished(TMessage message) => actor.Unfinished(message);

    protected internal override void Undelivered(TMessage message) => actor.Undelivered(message);
}

/// <summary>The context of an actor whose children are to be seen as well.</summary>
internal sealed class SimulatedActorContext<TMessage>(
    SimulationEngine engine, SimulatedRef<TMessage> self, IActorContext<TMessage> context)
    : IActorContext<TMessage>
{
    public ActorRef<TMessage> Self => self;

    public IActorHost Host => context.Host;

    public ActorRef<TChild> Spawn<TChild>(string name, Func<Actor<TChild>> create, Supervision? supervision = null)
    {
        var child = new SimulatedRef<TChild>(engine, name);
        child.Bind(context.Spawn(name, () => new SimulatedActor<TChild>(engine, child, create()), supervision));
        return child;
    }

    public void Stop<TChild>(ActorRef<TChild> child) => context.Stop(SimulatedRef<TChild>.Real(child));

    public void StopSelf() => context.StopSelf();

    public void EndStop() => context.EndStop();

    public void Watch<TOther>(ActorRef<TOther> other, TMessage whenGone) =>
        context.Watch(SimulatedRef<TOther>.Real(other), whenGone);

    public IDisposable After(TimeSpan due, TMessage message) => context.After(due, message);

    public void Run<TResult>(Func<CancellationToken, ValueTask<TResult>> work, Func<Outcome<TResult>, TMessage> done) =>
        context.Run(work, done);
}

/// <summary>
/// A ref that tells when somebody outside of the simulation uses it. An actor has one, and knows it as its own.
/// </summary>
internal sealed class SimulatedRef<TMessage>(SimulationEngine engine, string name) : ActorRef<TMessage>
{
    private ActorRef<TMessage>? _actor;

    public override string Name => name;

    public static ActorRef<TMessage> Real(ActorRef<TMessage> actor) =>
        actor is SimulatedRef<TMessage> simulated ? simulated._actor! : actor;

    /// <summary>Says which actor it is for, as soon as there is one.</summary>
    public void Bind(ActorRef<TMessage> actor) => _actor = actor;

    // Helping out is for threads that have nothing else to do; here the turn is a step of its own.
    public override void Tell(TMessage message)
    {
        if (engine.IsInside($"tell '{name}' something", message)) _actor!.Tell(message);
    }
}
