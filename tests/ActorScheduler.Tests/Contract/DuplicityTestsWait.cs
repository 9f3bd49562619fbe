using System.Collections.Concurrent;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class DuplicityTestsWait
{
    [Fact]
    [Trait("Contract", "DUP-28")]
    public async Task Drain_waits_for_what_runs_and_for_submitters_at_the_door_and_returns_at_once_when_idle()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(1));
        await scheduler.DrainAsync().Soon();
        Step first = new(), second = new();
        _ = await scheduler.ScheduleAsync(first.RunAsync).Soon();
        Task<JobHandle> atDoor = scheduler.ScheduleAsync(second.RunAsync);
        Task drained = scheduler.DrainAsync();
        first.Succeed();
        await second.Started;
        _ = await scheduler.GetStatisticsAsync();       // a turn later it still waits
        Assert.False(drained.IsCompleted);
        second.Succeed();
        await drained.Soon();
        await (await atDoor.Soon()).Done();
    }

    [Fact]
    [Trait("Contract", "DUP-29")]
    public async Task Drain_does_not_fail_because_jobs_did()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(2));
        JobHandle failed = scheduler.Schedule(_ => { throw new InvalidDataException(); });
        await scheduler.DrainAsync().Soon();
        Assert.True(failed.IsCompleted);
        await scheduler.DrainAsync().Soon();
    }

    [Fact]
    [Trait("Contract", "DUP-30")]
    public async Task Drain_waits_for_all_that_came_before_it_and_not_for_what_comes_later()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        Step before = new(), after = new();
        JobHandle first = scheduler.Schedule(before.RunAsync);
        Task drained = scheduler.DrainAsync();
        JobHandle second = scheduler.Schedule(after.RunAsync);
        Task drainedLater = scheduler.DrainAsync();
        before.Succeed();
        await drained.Soon();
        Assert.True(first.IsCompleted);
        Assert.False(second.IsCompleted);
        Assert.False(drainedLater.IsCompleted);
        after.Succeed();
        await drainedLater.Soon();
    }

    [Fact]
    [Trait("Contract", "DUP-31")]
    public async Task Drain_closes_nothing()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(i, await scheduler.Schedule(i, (n, _) => n).Value());
            await scheduler.DrainAsync().Soon();
        }
    }

    [Fact]
    [Trait("Contract", "DUP-32")]
    public async Task A_job_that_would_wait_for_itself_is_told_of_the_deadlock()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(1));
        JobHandle job = scheduler.Schedule(async context =>
        {
            await Task.Yield();
            await Assert.ThrowsAsync<InvalidOperationException>(() => scheduler.ScheduleAsync(_ => { }));
            Assert.Throws<InvalidOperationException>(() => { _ = scheduler.DrainAsync(); });
            Assert.Throws<InvalidOperationException>(() => { _ = scheduler.StopAsync(); });
            Assert.Throws<InvalidOperationException>(() => { _ = node.Node.StopAsync(); });
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => scheduler.RunAllAsync([Job.Run(_ => { })]).RunToEndAsync());
        });
        await job.Done();
        Assert.Equal(1, await scheduler.Schedule(_ => 1).Value());      // nothing was stopped
    }

    [Fact]
    [Trait("Contract", "DUP-32")]
    public async Task A_job_may_schedule_on_its_own_scheduler_by_the_verb_that_never_waits()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        JobHandle<JobHandle<int>> outer = scheduler.Schedule(_ => scheduler.Schedule(_ => 7));
        JobHandle<int> inner = await outer.Value();
        Assert.Equal(7, await inner.Value());
        // Unbounded, acceptance is no wait for a slot either.
        JobHandle<Task<JobHandle>> accepted = scheduler.Schedule<Task<JobHandle>>(_ => scheduler.ScheduleAsync(_ => { }));
        await (await (await accepted.Value()).Soon()).Done();
    }

    [Fact]
    [Trait("Contract", "DUP-33")]
    public async Task A_token_cancels_its_job_and_disposing_closes_the_scheduler()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        using var source = new CancellationTokenSource();
        var step = new Step();
        JobHandle running = scheduler.Schedule(step.RunUntilCanceledAsync, null, source.Token);
        JobHandle queued = scheduler.Schedule(_ => Assert.Fail("It must not run."), null, source.Token);
        await step.Started;
        await source.CancelAsync();
        Assert.Equal(JobOutcome.Canceled, (await running.Exit()).Outcome);
        Assert.Equal((JobOutcome.Canceled, 0), ((await queued.Exit()).Outcome, (await queued.Exit()).Attempts));
        JobHandle never = scheduler.Schedule(_ => Assert.Fail("It must not run."), null, source.Token);
        Assert.Equal((JobOutcome.Canceled, 0), ((await never.Exit()).Outcome, (await never.Exit()).Attempts));
        var last = new Step();
        JobHandle stopped = scheduler.Schedule(last.RunUntilCanceledAsync);
        await scheduler.DisposeAsync().AsTask().Soon();
        Assert.True(stopped.IsCompleted);
        await Assert.ThrowsAsync<JobRejectedException>(() => scheduler.ScheduleAsync(_ => { }).Soon());
    }

    [Fact]
    [Trait("Contract", "DUP-35")]
    public async Task A_submitter_has_at_most_one_more_in_its_hand_than_run_and_sums_in_order()
    {
        await using TestNode node = await TestNode.StartAsync();
        const int Running = 3;
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(Running));
        int alive = 0, most = 0;
        var waiters = new List<JobHandle<int>>();
        for (int i = 0; i < 100; i++)
        {
            most = Math.Max(most, Interlocked.Increment(ref alive));        // the volume exists from here
            waiters.Add(await scheduler.ScheduleAsync(async context =>
            {
                await Task.Yield();
                Interlocked.Decrement(ref alive);
                return 1;
            }).Soon());
        }

        int sum = 0;
        foreach (JobHandle<int> waiter in waiters) sum += await waiter.Value();
        Assert.Equal(100, sum);
        Assert.InRange(most, 1, Running + 1);
    }

    [Fact]
    [Trait("Contract", "DUP-36")]
    public async Task Ids_rise_one_by_one_and_a_run_hands_exits_out_in_the_order_of_completion_with_their_times()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(2);
        Step slow = new(), quick = new();
        Job[] jobs = [Job.Run(slow.RunAsync, new() { Name = "slow" }), Job.Run(quick.RunAsync, new() { Name = "quick" })];
        var exits = new ConcurrentQueue<JobExit>();
        Task reading = Task.Run(async () =>
        {
            await foreach (JobExit exit in scheduler.RunAllAsync(jobs))
            {
                exits.Enqueue(exit);
                if (exit.Name == "quick") slow.Succeed();
            }
        });
        await Task.WhenAll(slow.Started, quick.Started);
        time.Advance(TimeSpan.FromSeconds(3));
        await TestNode.ReadClockAsync(scheduler);
        quick.Succeed();
        await reading.Soon();
        Assert.Equal("quick slow", string.Join(' ', exits.Select(e => e.Name)));
        long[] numbers = [.. exits.Select(e => e.JobId.Sequence).Order()];
        Assert.Equal(numbers[0] + 1, numbers[1]);
        Assert.All(exits, e => Assert.Equal(TimeSpan.FromSeconds(3), e.Elapsed));
    }
}
