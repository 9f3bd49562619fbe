using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Swarm;

/// <summary>Runs plans, on the calling thread.</summary>
internal static class SwarmRun
{
    /// <summary>Steps that no plan comes near.</summary>
    private const long MaxSteps = 50_000;

    /// <summary>Runs a plan.</summary>
    /// <exception cref="SimulationException">It broke a rule.</exception>
    public static SimulationResult Run(SwarmPlan plan, bool keepTrace = false, Func<ISaboteur>? saboteur = null)
    {
        var options = new SimulationOptions { KeepTrace = keepTrace, MaxSteps = MaxSteps, Replay = plan.Replay };
        return Simulation.Run(plan.Seed, options, deep: true, simulation =>
        {
            simulation.Engine.Saboteur = saboteur?.Invoke();
            simulation.Engine.Patience = TimeSpan.Zero;       // a plan has no code that could escape
            return plan.Scenario.Store
                ? new DurableWorld(simulation, plan).RunAsync()
                : new SwarmWorld(simulation, plan).RunAsync();
        });
    }

    /// <summary>As <see cref="Run"/>, but gives the failure, if any, instead of throwing it.</summary>
    public static SimulationException? Find(SwarmPlan plan, Func<ISaboteur>? saboteur = null)
    {
        try
        {
            _ = Run(plan, keepTrace: false, saboteur);
            return null;
        }
        catch (SimulationException failure)
        {
            return failure;
        }
    }
}
