namespace ActorScheduler.TestKit.Tests;

/// <summary>What the durable swarm has found about keys, told as stories.</summary>
public sealed class KeyStoryTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly JobOptions Keyed = new() { Key = "k" };

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task Who_cancels_a_job_that_has_ended_already_hears_how_it_ended(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            var chores = new Chores((_, _) => Task.CompletedTask);
            Scheduler scheduler = chores.Open(sim, out _);
            Assert.Equal(1, await scheduler.Schedule(new Chore(1), Keyed));
            await sim.Delay(Moment);
            JobHandle<int> again = scheduler.Schedule(new Chore(1), Keyed);
            Task read = scheduler.GetStatisticsAsync();     // the turn behind the one that asks the store
            again.Cancel("too late");
            await read;
            Assert.Equal(JobOutcome.Completed, (await again.WaitForExitAsync()).Outcome);
            Assert.Equal(0, (await scheduler.GetStatisticsAsync()).Canceled);
        });

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task Who_follows_a_job_that_is_never_written_is_not_told_that_it_is_accepted(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            var chores = new Chores((_, _) => Task.CompletedTask);
            Scheduler scheduler = chores.Open(sim, out _);
            await scheduler.DrainAsync();
            sim.Store.Fail(StoreFault.Before);
            Task first = scheduler.Schedule(new Chore(1), Keyed).Accepted;
            JobHandle<int> follows = scheduler.Schedule(new Chore(1), Keyed);
            Task second = follows.Accepted;
            await sim.Delay(Moment);
            await chores.Open(sim, out _).DrainAsync();     // another node takes the scheduler over
            await sim.Delay(TimeSpan.FromSeconds(5));
            await Assert.ThrowsAsync<JobLostException>(() => first);
            await Assert.ThrowsAsync<JobLostException>(() => second);
            await Assert.ThrowsAsync<JobLostException>(() => follows.Accepted);
        });
}
