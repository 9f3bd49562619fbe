using ActorScheduler.Runtime;

namespace ActorScheduler.TestKit.Engine;

/// <summary>A crew without end: each piece of work is a step of its own, in whatever order chance gives.</summary>
internal sealed class SimulatedCrew(SimulationEngine engine, SimulatedHost host) : Crew
{
    public override void Add(ICrewPiece work) => engine.Post(new PieceWork(work), host);
}
