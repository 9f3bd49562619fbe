namespace ActorScheduler.TestKit.Tests;

/// <summary>Nodes that crash and a store that fails, as tests of users see them.</summary>
public sealed class StoreTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory, MemberData(nameof(Seeds.Swarm), 50, MemberType = typeof(Seeds))]
    public Task What_was_accepted_goes_on_after_the_crash_of_its_node(ulong seed) => Simulation.RunAsync(seed, async sim =>
    {
        bool wentOn = false;
        var chores = new Chores(async (_, context) =>
        {
            await sim.Delay(Hour, context.CancellationToken);
            wentOn |= context.Attempt == 1;
        });
        JobHandle<int> job = await chores.Open(sim, out SchedulerNode node).ScheduleAsync(new Chore(1));
        await sim.Delay(TimeSpan.FromMinutes(1));
        sim.Crash(node);

        Scheduler again = chores.Open(sim, out _);
        await again.DrainAsync();
        Assert.Equal([1, 1], chores.Begun);
        Assert.Equal(1, (await again.GetStatisticsAsync()).Completed);
        Assert.False(wentOn, "The code of the first attempt stopped where it was.");
        Assert.False(job.IsCompleted, "Nobody is told of anything.");
        Assert.Equal(Hour + TimeSpan.FromMinutes(1), sim.Time.Elapsed);
    });

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task Processes_die_with_their_node(ulong seed) => Simulation.RunAsync(seed, async sim =>
    {
        sim.Processes.Set("make", new() { Duration = Hour, LeakedGrandchild = Hour });
        Probe made = sim.Watch(SimulationEventKind.Process, "make");
        _ = sim.Node.CreateScheduler("s").Schedule(Job.Process("make"));
        Assert.Equal("starts", (await made.NextAsync()).Detail);
        sim.Crash(sim.Node);
        Assert.Equal("dies with its node", (await made.NextAsync(TimeSpan.Zero)).Detail);
        await made.NoneAsync(Hour * 3);
    });

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task While_commits_fail_jobs_are_refused_and_afterwards_all_goes_on(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            var chores = new Chores((_, _) => Task.CompletedTask);
            Scheduler scheduler = chores.Open(sim, out _);
            sim.Store.Fail((StoreFault)(seed % 3));
            JobHandle<int> first = scheduler.Schedule(new Chore(1));
            await sim.Delay(TimeSpan.FromMilliseconds(1));
            var refused = await Assert.ThrowsAsync<JobRejectedException>(() => scheduler.ScheduleAsync(new Chore(2)));
            Assert.IsType<RejectReason.StoreUnavailable>(refused.Reason);
            Assert.Empty(chores.Begun);
            sim.Store.Heal();
            Assert.Equal(1, await first);
            Assert.Equal(3, await scheduler.Schedule(new Chore(3)));
            Assert.True(sim.Store.Commits > 2);
        });

    [Fact]
    public Task What_cannot_be_done_to_nodes_and_stores_is_refused() => Simulation.RunAsync(1, async sim =>
    {
        await using SchedulerNode stranger = await SchedulerNode.StartAsync();
        Assert.Throws<ArgumentException>(() => sim.Crash(stranger));
        Assert.Throws<ArgumentNullException>(() => sim.Crash((SchedulerNode)null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => sim.Store.Fail((StoreFault)3));
        Assert.Throws<ArgumentOutOfRangeException>(() => sim.Store.Fail(StoreFault.After, commits: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => sim.Store.Latency = TimeSpan.FromTicks(-1));
        sim.Crash(sim.Node);
        sim.Crash(sim.Node);        // it is gone already
    });

    [Fact]
    public async Task Who_waits_for_a_node_that_has_crashed_is_told_so_by_the_failure()
    {
        SimulationException failure = await Assert.ThrowsAsync<SimulationException>(() => Simulation.RunAsync(
            1,
            async sim =>
            {
                JobHandle job = sim.Node.CreateScheduler("s").Schedule(sim.Work(Hour));
                await sim.Delay(TimeSpan.FromMinutes(1));
                sim.Crash(sim.Node);
                await job;
            }));
        Assert.Contains("a node that has crashed", failure.Problem, StringComparison.Ordinal);
    }
}
