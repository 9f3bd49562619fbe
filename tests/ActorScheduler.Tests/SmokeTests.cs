namespace ActorScheduler.Tests;

public sealed class SmokeTests
{
    [Fact]
    public async Task A_scheduled_function_gives_its_value()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Scheduler scheduler = node.CreateScheduler("s", new() { MaxJobs = 2 });
        Assert.Equal(42, await scheduler.Schedule(_ => 42));
        JobHandle<long> slow = scheduler.Schedule(async job =>
        {
            await Task.Yield();
            return job.Attempt + 1L;
        });
        Assert.Equal(2, await slow);
        Assert.Equal(JobOutcome.Completed, (await slow.WaitForExitAsync()).Outcome);
    }

    [Fact]
    public async Task A_thousand_jobs_and_a_barrier_keep_their_order()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Scheduler scheduler = node.CreateScheduler("s", new() { MaxJobs = 4 });
        int before = 0, seen = 0;
        for (int i = 0; i < 1000; i++) _ = scheduler.Schedule(_ => { Interlocked.Increment(ref before); });
        JobHandle barrier = scheduler.InsertBarrier();
        JobHandle after = scheduler.Schedule(_ => { seen = before; });
        await barrier;
        await after;
        await scheduler.DrainAsync();
        Assert.Equal(1000, seen);
        SchedulerStatistics statistics = await scheduler.GetStatisticsAsync();
        Assert.Equal(1001, statistics.Completed);
    }

    [Fact]
    public async Task A_failure_is_thrown_on_await()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Scheduler scheduler = node.CreateScheduler("s");
        var error = new InvalidDataException("bad");
        JobHandle job = scheduler.Schedule(_ => { throw error; });
        Assert.Same(error, await Assert.ThrowsAsync<InvalidDataException>(async () => await job));
    }
}
