using ActorScheduler.TestKit.Ports;

namespace ActorScheduler.TestKit.Engine;

/// <summary>A node of a simulation with what stands under it.</summary>
internal sealed record SimulatedNode(SchedulerNode Node, SimulatedHost Host, SimulatedLauncher Launcher);
