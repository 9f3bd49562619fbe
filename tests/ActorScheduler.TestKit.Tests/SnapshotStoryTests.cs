using ActorScheduler.Store;

namespace ActorScheduler.TestKit.Tests;

/// <summary>Snapshots at moments that are not good for them.</summary>
public sealed class SnapshotStoryTests
{
    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task Jobs_that_a_node_lets_go_when_it_ends_are_there_in_the_next_life(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            sim.Snapshots = new SnapshotPace(1, 0);
            var chores = new Chores((_, context) => sim.Delay(TimeSpan.FromMinutes(1), context.CancellationToken));
            Scheduler scheduler = chores.Open(sim, out SchedulerNode node);
            for (int i = 1; i <= 3; i++) await scheduler.ScheduleAsync(new Chore(i));
            _ = scheduler.InsertBarrier();
            await scheduler.ScheduleAsync(new Chore(4));
            await sim.Delay(TimeSpan.FromSeconds(1));
            await node.DisposeAsync();      // two run and are interrupted, which is written; the others wait
            chores.Begun.Clear();
            await chores.Open(sim, out _).DrainAsync();
            Assert.Equal([1, 2, 3, 4], chores.Begun.Order());
            Assert.Equal(4, chores.Begun[^1]);
        });
}
