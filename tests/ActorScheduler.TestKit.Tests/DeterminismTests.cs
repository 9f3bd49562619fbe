using ActorScheduler.TestKit.Engine;
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

    [Fact]
    public void A_run_that_depends_on_more_than_its_seed_is_told_apart()
    {
        int turns = 0;
        ulong[] told = [.. Enumerable.Range(1, 100).Select(seed => (ulong)seed).Where(seed =>
            Run(seed, () => new Saboteurs.SeedIsNotAll(() => ++turns)).Trace
            != Run(seed, () => new Saboteurs.SeedIsNotAll(() => ++turns)).Trace)];
        Assert.NotEmpty(told);
    }

    private static SimulationResult Run(ulong seed, Func<ISaboteur>? saboteur = null) =>
        SwarmRun.Run(SwarmPlanner.Draw(seed, SwarmScenario.Standard), keepTrace: true, saboteur);
}
