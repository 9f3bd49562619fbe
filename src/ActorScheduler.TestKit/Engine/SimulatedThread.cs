using ActorScheduler.Runtime;

namespace ActorScheduler.TestKit.Engine;

/// <summary>A thread of somebody's own, as steps of the simulation's one thread.</summary>
internal sealed class SimulatedThread(SimulationEngine engine, Func<LoopTurn> turn) : TurnRunner, IThreadPoolWorkItem
{
    public override void Wake() => engine.Post(this);

    public void Execute()
    {
        if (turn() == LoopTurn.More) engine.Post(this);
    }
}
