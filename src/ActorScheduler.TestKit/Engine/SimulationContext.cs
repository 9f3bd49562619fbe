namespace ActorScheduler.TestKit.Engine;

/// <summary>Where awaits in a simulation go on: at a step that the seed draws.</summary>
/// <param name="engine">The simulation.</param>
/// <param name="host">The node whose code it is, which ends with it; null for the test's own.</param>
internal sealed class SimulationContext(SimulationEngine engine, SimulatedHost? host) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => engine.Post(new Continuation(d, state), host);

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (engine.IsInside("send to the simulation")) d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>The rest of a user's asynchronous code.</summary>
    internal sealed class Continuation(SendOrPostCallback callback, object? state) : IThreadPoolWorkItem
    {
        public void Execute() => callback(state);
    }
}
