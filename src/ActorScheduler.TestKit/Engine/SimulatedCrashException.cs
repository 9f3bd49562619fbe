namespace ActorScheduler.TestKit.Engine;

/// <summary>What a simulated crash throws inside an actor's turn.</summary>
internal sealed class SimulatedCrashException(string actor)
    : Exception($"The simulation made '{actor}' crash.");
