namespace ActorScheduler.TestKit.Swarm;

/// <summary>What goes wrong in a swarm's run because its plan says so.</summary>
internal sealed class SwarmFaultException(string what) : Exception($"The plan lets {what} fail.");
