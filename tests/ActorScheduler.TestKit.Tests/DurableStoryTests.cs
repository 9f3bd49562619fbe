namespace ActorScheduler.TestKit.Tests;

/// <summary>What the durable swarm has found once, told as stories.</summary>
public sealed class DurableStoryTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task The_success_of_a_commit_says_that_those_before_it_are_there(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            var chores = new Chores((_, _) => Task.CompletedTask);
            Scheduler scheduler = chores.Open(sim, out _);
            await scheduler.DrainAsync();
            sim.Store.Latency = TimeSpan.FromSeconds(1);
            sim.Store.Fail(StoreFault.After, commits: 1);
            JobHandle<int> first = scheduler.Schedule(new Chore(1));
            await sim.Delay(Moment);        // its commit is on the way
            JobHandle<int> second = scheduler.Schedule(new Chore(2));
            Assert.Equal(1, await first);
            Assert.Equal(2, await second);
            Assert.Equal([1, 2], chores.Begun.Order());
        });

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task What_is_not_in_the_store_is_never_said_to_be_accepted(ulong seed) => Simulation.RunAsync(seed, async sim =>
    {
        var chores = new Chores((_, _) => Task.CompletedTask);
        Scheduler scheduler = chores.Open(sim, out SchedulerNode node);
        sim.Store.Fail(StoreFault.Before);
        Task<JobHandle<int>> accepted = scheduler.ScheduleAsync(new Chore(1));
        JobHandle<int> watched = scheduler.Schedule(new Chore(2));
        Task late = watched.Accepted;
        await sim.Delay(Moment);
        await node.DisposeAsync();
        await Assert.ThrowsAsync<JobLostException>(() => accepted);
        await Assert.ThrowsAsync<JobLostException>(() => late);
        await Assert.ThrowsAsync<JobLostException>(() => watched.Accepted);
    });

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task What_is_not_in_the_store_is_never_said_to_be_put_by(ulong seed) => Simulation.RunAsync(seed, async sim =>
    {
        Task put = Task.CompletedTask;
        var chores = new Chores((_, context) => put = context.CheckpointAsync(new byte[] { 1 }));
        Scheduler scheduler = chores.Open(sim, out SchedulerNode node);
        sim.Store.Committed = _ => sim.Store.Fail(StoreFault.Before);      // the job is in the store, nothing else will be
        await scheduler.ScheduleAsync(new Chore(1));
        await sim.Delay(Moment);
        Assert.False(put.IsCompleted);
        await node.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => put);
    });

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task A_job_never_runs_when_the_one_before_it_ends_badly_together_with_its_node(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            var chores = new Chores((_, context) => sim.Delay(Hour, context.CancellationToken));
            Scheduler scheduler = chores.Open(sim, out SchedulerNode node);
            JobHandle first = scheduler.Schedule(new Chore(1), new() { OnLost = LostPolicy.Fail });
            JobHandle second = scheduler.Schedule(new Chore(2), new() { After = [first] });
            _ = scheduler.Schedule(new Chore(3), new() { After = [second] });
            await sim.Delay(TimeSpan.FromMinutes(1));
            await node.DisposeAsync();
            Scheduler again = chores.Open(sim, out _);
            await again.DrainAsync();
            Assert.Equal([1], chores.Begun);
            Assert.Equal(2, (await again.GetStatisticsAsync()).Canceled);
        });

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task A_delayed_job_never_runs_when_the_one_before_it_failed_in_an_earlier_life(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            var chores = new Chores((_, _) => Task.FromException(new IOException("the disk is on fire")));
            Scheduler scheduler = chores.Open(sim, out SchedulerNode node);
            JobHandle first = scheduler.Schedule(new Chore(1));
            _ = scheduler.Schedule(new Chore(2), new() { After = [first], Delay = Hour });
            await first.WaitForExitAsync();
            _ = scheduler.Schedule(new Chore(3), new() { After = [first], Delay = Hour });
            await sim.Delay(TimeSpan.FromMinutes(1));
            sim.Crash(node);
            await chores.Open(sim, out _).DrainAsync();
            Assert.Equal([1], chores.Begun);
        });

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task A_delayed_job_is_canceled_as_soon_as_the_one_before_it_fails(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            Scheduler scheduler = sim.Node.CreateScheduler("s");
            JobHandle fails = scheduler.Schedule(sim.FailingWork(TimeSpan.FromMinutes(1), new IOException("no disk")));
            JobHandle works = scheduler.Schedule(sim.Work(TimeSpan.FromMinutes(1)));
            JobHandle never = scheduler.Schedule(sim.Work(Hour), new() { After = [works, fails], Delay = Hour });
            JobHandle later = scheduler.Schedule(sim.Work(Hour), new() { After = [works], Delay = Hour });
            Assert.Equal(JobOutcome.Canceled, (await never.WaitForExitAsync()).Outcome);
            Assert.Equal(TimeSpan.FromMinutes(1), sim.Time.Elapsed);
            await later;
            Assert.Equal(Hour * 2, sim.Time.Elapsed);
        });

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task A_stop_waits_for_a_store_that_is_busy_for_a_moment(ulong seed) => Simulation.RunAsync(seed, async sim =>
    {
        var chores = new Chores((_, _) => sim.Delay(TimeSpan.FromSeconds(10)));
        Scheduler scheduler = chores.Open(sim, out _);
        JobHandle<int> job = await scheduler.ScheduleAsync(new Chore(1));
        await sim.Delay(TimeSpan.FromSeconds(1));
        sim.Store.Fail(StoreFault.Before, commits: 3);
        await scheduler.StopAsync(StopMode.Drain);
        Assert.Equal(1, await job);
    });

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task A_stop_does_not_wait_for_a_store_that_stays_away(ulong seed) => Simulation.RunAsync(seed, async sim =>
    {
        var chores = new Chores((_, context) => sim.Delay(Hour, context.CancellationToken));
        Scheduler scheduler = chores.Open(sim, out SchedulerNode node);
        JobHandle<int> job = await scheduler.ScheduleAsync(new Chore(1));
        await sim.Delay(Moment);
        sim.Store.Fail(StoreFault.Before);
        await scheduler.StopAsync(StopMode.Drain);
        await node.DisposeAsync();
        Assert.Equal(JobOutcome.Lost, (await job.WaitForExitAsync()).Outcome);
        Assert.InRange(sim.Time.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
    });

    [Theory, MemberData(nameof(Seeds.Swarm), 60, MemberType = typeof(Seeds))]
    public Task Who_asked_for_an_acceptance_hears_of_a_crash_whenever_it_comes(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            var chores = new Chores((_, _) => sim.Delay(Hour));
            Probe defects = sim.Watch(e =>
                e.Kind == SimulationEventKind.FailureReported && !e.Subject.EndsWith(" failed", StringComparison.Ordinal));
            Scheduler scheduler = chores.Open(sim, out _);
            sim.CrashIn(scheduler, (int)(seed % 6));
            JobHandle<int> job = scheduler.Schedule(new Chore(1));
            Task accepted = job.Accepted;
            _ = scheduler.DrainAsync();
            JobOutcome outcome = (await job.WaitForExitAsync()).Outcome;
            Assert.True(outcome is JobOutcome.Lost or JobOutcome.Rejected, $"{outcome}");
            await sim.Time.AdvanceAsync(TimeSpan.Zero);
            Assert.True(accepted.IsCompleted);
            Assert.False(accepted.IsCompletedSuccessfully && outcome == JobOutcome.Rejected);
            await defects.NoneAsync(Moment);
        });
}
