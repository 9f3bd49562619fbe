using ActorScheduler.TestKit.Swarm;

namespace ActorScheduler.TestKit.Tests;

/// <summary>What the simulation has found once: seeds that failed, and the stories of them that tests can tell.</summary>
public sealed class KnownSeedTests
{
    [Theory]
    [InlineData("limits", 56898)]       // one at a door asked in turn for the permit that it had just given back
    [InlineData("limits", 35029790)]    // one that comes when there is room goes behind those that are not decided about
    [InlineData("durable", 20000489)]   // a key is taken again before its last submitter hears of its end
    [InlineData("durable", 20053832)]   // a cancellation by letter is about the job that had the key before
    [InlineData("durable", 60001253)]   // who was taken over starts a process that the new owner did not see, and dies
    [InlineData("durable", 20004655)]   // a job of a fire time is set aside before its code has begun once
    [InlineData("durable", 706869)]     // a node that takes over last takes in last what it was given first
    [InlineData("durable", 3101055)]    // all are canceled by a node that takes over last
    [InlineData("durable", 3202736)]    // a second submission of a key is refused, and what waits for it canceled
    [InlineData("durable", 700933)]     // code that heeds no token runs on when its scheduler has failed
    public void A_seed_that_failed_once_breaks_no_rule(string scenario, ulong seed) =>
        SwarmRun.Run(SwarmPlanner.Draw(seed, SwarmScenario.Find(scenario)!));

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task A_crashed_scheduler_has_its_permits_until_the_last_of_its_processes_is_dead(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            const int processes = 20;
            JobOptions inGroup = new() { Groups = ["tape"] };
            int dead = 0;
            _ = sim.Watch(e => e.Detail == "ends with -9" && ++dead < 0);
            sim.Processes.Set("rewind", new() { Duration = TimeSpan.FromHours(1) });
            Scheduler crashes = sim.Node.CreateScheduler("crashes", new() { MaxJobs = null });
            Scheduler other = sim.Node.CreateScheduler("other");
            for (int i = 0; i < processes; i++) _ = crashes.Schedule(Job.Process("rewind"), inGroup);
            await sim.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
            sim.Crash(crashes);
            _ = crashes.DrainAsync();               // the turn that fails
            sim.Node.SetGroupLimit("tape", 1);      // its news comes after that
            Assert.Equal(processes, await other.Schedule(_ => Task.FromResult(dead), inGroup));
        });

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task Whoever_asked_in_the_turn_that_crashed_is_answered(ulong seed) => Simulation.RunAsync(seed, async sim =>
    {
        Scheduler scheduler = sim.Node.CreateScheduler("s");
        JobHandle runs = scheduler.Schedule(sim.Work(TimeSpan.FromHours(1)));
        await sim.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
        sim.Crash(scheduler);
        Task drained = scheduler.DrainAsync();
        JobHandle late = scheduler.Schedule(sim.Work(TimeSpan.Zero));
        await drained;
        foreach (JobHandle job in (JobHandle[])[runs, late])
            Assert.Equal(JobOutcome.Lost, (await job.WaitForExitAsync()).Outcome);
    });
}
