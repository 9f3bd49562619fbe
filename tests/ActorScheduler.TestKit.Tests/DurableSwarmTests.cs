using ActorScheduler.TestKit.Swarm;
using Xunit.Abstractions;

namespace ActorScheduler.TestKit.Tests;

public sealed class DurableSwarmTests(ITestOutputHelper output)
{
    private static readonly SwarmScenario Durable = SwarmScenario.Find("durable")!;
    private static readonly SwarmScenario Commits = SwarmScenario.Find("commits")!;

    [Theory, MemberData(nameof(Seeds.Swarm), 300, MemberType = typeof(Seeds))]
    public void The_durable_swarm_breaks_no_rule(ulong seed) => SwarmRun.Run(SwarmPlanner.Draw(seed, Durable));

    // The seeds go through all commits of the plan, and for each through all that can become of it.
    [Fact]
    public void Whatever_becomes_of_any_commit_no_rule_is_broken()
    {
        int hits = 0;
        for (ulong seed = 0; seed < 3000; seed++)
        {
            SwarmPlan plan = SwarmPlanner.Draw(seed, Commits);
            var options = new SimulationOptions { MaxSteps = 50_000, Replay = plan.Replay };
            Simulation.Run(seed, options, deep: true, async simulation =>
            {
                var world = new DurableWorld(simulation, plan);
                await world.RunAsync();
                if (world.Fates.Hits > 0) hits++;
            });
        }

        output.WriteLine($"{hits} runs in which the commit came that was to fail");
        Assert.InRange(hits, 2000, 3000);
    }

    [Fact]
    public void A_seed_of_the_durable_swarm_gives_the_same_run_each_time()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            SwarmPlan plan = SwarmPlanner.Draw(seed, Durable);
            Assert.Equal(SwarmRun.Run(plan).Fingerprint, SwarmRun.Run(plan).Fingerprint);
        }
    }
}
