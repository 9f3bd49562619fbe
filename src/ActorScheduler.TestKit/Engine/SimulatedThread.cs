using ActorScheduler.Runtime;

namespace ActorScheduler.TestKit.Engine;

/// <summary>A thread of somebody's own, as steps of the simulation's one thread.</summary>
internal sealed class SimulatedThread(SimulationEngine engine, SimulatedHost host, Func<LoopTurn> turn)
    : TurnRunner, IThreadPoolWorkItem
{
    public override void Wake() => engine.Post(this, host);

    public void Execute()
    {
        if (turn() == LoopTurn.More) engine.Post(this, host);
    }
}
