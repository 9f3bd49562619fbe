using ActorScheduler.TestKit.Swarm;

namespace ActorScheduler.TestKit.Tests;

/// <summary>What the simulation has found once: seeds that failed, and the stories of them that tests can tell.</summary>
public sealed class KnownSeedTests
{
    [Theory]
    [InlineData("limits", 56898)]       // one at a door asked in turn for the permit that it had just given back
    public void A_seed_that_failed_once_breaks_no_rule(string scenario, ulong seed) =>
        SwarmRun.Run(SwarmPlanner.Draw(seed, SwarmScenario.Find(scenario)!));

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task A_crashed_scheduler_has_its_permits_until_its_processes_are_gone(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            GroupKey group = "tape";
            sim.Processes.Set("deaf", new() { Duration = TimeSpan.FromHours(1), IgnoresTerm = true });
            Scheduler crashes = sim.Node.CreateScheduler("crashes"), other = sim.Node.CreateScheduler("other");
            JobHandle lost = crashes.Schedule(
                Job.Process("deaf") with { KillAfter = TimeSpan.FromSeconds(5) }, new JobOptions { Groups = [group] });
            await sim.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
            TimeSpan crashed = sim.Time.Elapsed;
            sim.Crash(crashes);
            _ = crashes.DrainAsync();
            sim.Node.SetGroupLimit(group, 1);
            JobHandle next = other.Schedule(sim.Work(TimeSpan.Zero), new JobOptions { Groups = [group] });
            await next;
            Assert.Equal(JobOutcome.Lost, (await lost.WaitForExitAsync()).Outcome);
            Assert.True(sim.Time.Elapsed - crashed >= TimeSpan.FromSeconds(5), "It started beside the process.");
        });
}
