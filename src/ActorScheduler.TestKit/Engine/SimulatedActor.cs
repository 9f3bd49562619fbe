using ActorScheduler.Runtime;

namespace ActorScheduler.TestKit.Engine;

/// <summary>Stands around an actor, so that its turns can be seen and can crash. The actor does not know.</summary>
internal sealed class SimulatedActor<TMessage>(SimulationEngine engine, string name, Actor<TMessage> actor)
    : Actor<TMessage>
{
    protected internal override void Started()
    {
        actor.Attach(new SimulatedActorContext<TMessage>(engine, Context));
        actor.Started();
    }

    protected internal override void Resumed() => actor.Resumed();

    protected internal override void Receive(TMessage message) => engine.Turn(name, actor, message);

    protected internal override void Stopped(Exception? failure) => actor.Stopped(failure);

    protected internal override void Unfinished(TMessage message) => actor.Unfinished(message);

    protected internal override void Undelivered(TMessage message) => actor.Undelivered(message);
}

/// <summary>The context of an actor whose children are to be seen as well.</summary>
internal sealed class SimulatedActorContext<TMessage>(SimulationEngine engine, IActorContext<TMessage> context)
    : IActorContext<TMessage>
{
    public ActorRef<TMessage> Self { get; } = new SimulatedRef<TMessage>(engine, context.Self);

    public IActorHost Host => context.Host;

    public ActorRef<TChild> Spawn<TChild>(string name, Func<Actor<TChild>> create, Supervision? supervision = null) =>
        new SimulatedRef<TChild>(
            engine, context.Spawn(name, () => new SimulatedActor<TChild>(engine, name, create()), supervision));

    public void Stop<TChild>(ActorRef<TChild> child) => context.Stop(SimulatedRef<TChild>.Real(child));

    public void StopSelf() => context.StopSelf();

    public void Watch<TOther>(ActorRef<TOther> other, TMessage whenGone) =>
        context.Watch(SimulatedRef<TOther>.Real(other), whenGone);

    public IDisposable After(TimeSpan due, TMessage message) => context.After(due, message);

    public void Run<TResult>(Func<CancellationToken, ValueTask<TResult>> work, Func<Outcome<TResult>, TMessage> done) =>
        context.Run(work, done);
}

/// <summary>A ref that tells when somebody outside of the simulation uses it.</summary>
internal sealed class SimulatedRef<TMessage>(SimulationEngine engine, ActorRef<TMessage> actor) : ActorRef<TMessage>
{
    public override string Name => actor.Name;

    public static ActorRef<TMessage> Real(ActorRef<TMessage> actor) =>
        actor is SimulatedRef<TMessage> simulated ? simulated.Actor : actor;

    // Helping out is for threads that have nothing else to do; here the turn is a step of its own.
    public override void Tell(TMessage message)
    {
        if (engine.IsInside($"tell '{Name}' something", message)) actor.Tell(message);
    }

    private ActorRef<TMessage> Actor => actor;
}
