using ActorScheduler.TestKit.Swarm;

namespace ActorScheduler.TestKit.Tests;

public sealed class DeterminismTests
{
    [Fact]
    public void A_hundred_seeds_run_twice_give_equal_traces()
    {
        HashSet<ulong> fingerprints = [];
        for (ulong seed = 1; seed <= 100; seed++)
        {
            SimulationResult once = Run(seed);
            SimulationResult again = Run(seed);
            Assert.Equal(once.Trace, again.Trace);
            Assert.Equal(once.Fingerprint, again.Fingerprint);
            Assert.True(fingerprints.Add(once.Fingerprint), $"seed {seed} has the trace of another");
        }
    }

    private static SimulationResult Run(ulong seed) =>
        SwarmRun.Run(SwarmPlanner.Draw(seed, SwarmScenario.Standard), keepTrace: true);
}
