namespace ActorScheduler.Tests.Scheduling;

public sealed class HoldReasonTests
{
    [Fact]
    public async Task Whatever_waits_can_say_what_for_and_what_runs_or_has_ended_says_nothing()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(new SchedulerOptions
        {
            MaxJobs = 2, QueueCapacity = 6, GroupLimits = new Dictionary<GroupKey, int> { ["g"] = 1 },
        });
        Step first = new(), second = new();
        JobHandle running = scheduler.Schedule(first.RunAsync, new() { Groups = ["g"] });
        JobHandle grouped = scheduler.Schedule(_ => { }, new() { Groups = ["g"] });
        JobHandle delayed = scheduler.Schedule(_ => { }, new() { Delay = TimeSpan.FromSeconds(9) });
        JobHandle dependent = scheduler.Schedule(_ => { }, new() { After = [running] });
        _ = scheduler.Schedule(second.RunAsync);
        JobHandle full = scheduler.Schedule(_ => { });
        JobHandle barrier = scheduler.InsertBarrier();
        JobHandle behind = scheduler.Schedule(_ => { });
        _ = scheduler.Schedule(_ => { });
        Task<JobHandle> atDoor = scheduler.ScheduleAsync(_ => { });
        await Task.WhenAll(first.Started, second.Started);      // the group's permit comes from the group's own actor
        Assert.Null(await running.GetHoldReasonAsync());
        Assert.Equal(new HoldReason.Group("g", 1, 1), await grouped.GetHoldReasonAsync());
        Assert.Equal(new HoldReason.Delay(ManualTime.Origin.AddSeconds(9)), await delayed.GetHoldReasonAsync());
        Assert.Equal([running.Id], ((HoldReason.Dependencies)(await dependent.GetHoldReasonAsync())!).Jobs);
        Assert.Equal(new HoldReason.MaxJobs(2, 2), await full.GetHoldReasonAsync());
        Assert.Equal(new HoldReason.Barrier(6), await barrier.GetHoldReasonAsync());
        Assert.Equal(new HoldReason.Barrier(6), await behind.GetHoldReasonAsync());
        SchedulerStatistics now = await scheduler.GetStatisticsAsync();
        Assert.Equal((2, 5, 1, 1), (now.Running, now.Waiting, now.Delayed, now.AtDoor));
        Assert.Equal(new HoldReason.MaxJobs(2, 2), now.HeldBy);
        Assert.False(atDoor.IsCompleted);
        first.Succeed();
        second.Succeed();
        time.Advance(TimeSpan.FromSeconds(9));
        await (await atDoor.Soon()).Done();
        Assert.Null(await running.GetHoldReasonAsync());
        await scheduler.DrainAsync().Soon();
        Assert.Null((await scheduler.GetStatisticsAsync()).HeldBy);
    }

    [Fact]
    public async Task Giving_up_an_answer_harms_nobody()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        _ = scheduler.Schedule(step.RunAsync);
        JobHandle waiting = scheduler.Schedule(_ => { });
        var canceled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scheduler.GetStatisticsAsync(canceled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.GetHoldReasonAsync(canceled));
        Assert.Equal(new HoldReason.MaxJobs(1, 1), await waiting.GetHoldReasonAsync());
        step.Succeed();
    }
}
