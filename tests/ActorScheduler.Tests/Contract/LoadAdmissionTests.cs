using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class LoadAdmissionTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    [Fact]
    [Trait("Contract", "PORT-37")]
    [Trait("Contract", "PORT-38")]
    public async Task A_load_at_its_limit_holds_back_all_but_one_job()
    {
        var load = new FakeLoad { Value = 2 };
        await using TestNode node = await StartAsync(load, new ManualTime());
        Scheduler scheduler = node.Scheduler(new SchedulerOptions { MaxJobs = 4, MaxLoad = 2, LoadCheckInterval = null });
        Step first = new(), second = new();
        JobHandle running = scheduler.Schedule(first.RunAsync);
        await first.Started;
        await FakeLoad.FlushAsync(node);
        Assert.Equal(0, load.ReadsOf(LoadSignal.LoadAverage));      // the first job is free
        JobHandle held = scheduler.Schedule(second.RunAsync);
        _ = await scheduler.GetStatisticsAsync();
        await FakeLoad.FlushAsync(node);
        SchedulerStatistics now = await scheduler.GetStatisticsAsync();
        Assert.Equal((1, 1), (now.Running, now.Waiting));
        Assert.Equal(new HoldReason.Load(LoadSignal.LoadAverage, 2, 2), now.HeldBy);
        Assert.Equal(now.HeldBy, await held.GetHoldReasonAsync());
        first.Succeed();
        await running.Done();
        await second.Started;       // the load is as it was: one is always allowed
        second.Succeed();
        await held.Done();
    }

    [Fact]
    [Trait("Contract", "PORT-38")]
    public async Task A_load_below_its_limit_holds_nothing_back()
    {
        var load = new FakeLoad { Value = 1.99 };
        await using TestNode node = await StartAsync(load, new ManualTime());
        Scheduler scheduler = node.Scheduler(new SchedulerOptions { MaxJobs = 4, MaxLoad = 2 });
        Step[] steps = [new(), new(), new(), new()];
        foreach (Step step in steps) _ = scheduler.Schedule(step.RunAsync);
        await Task.WhenAll(steps.Select(s => s.Started));
        foreach (Step step in steps) step.Succeed();
        await scheduler.DrainAsync().Soon();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Contract", "PORT-39")]
    public async Task A_load_that_cannot_be_read_counts_as_too_high(bool throws)
    {
        using var log = new TestLog();
        var load = new FakeLoad { Value = null, Throws = throws };
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { LoadSource = load, LoggerFactory = log });
        Scheduler scheduler = node.Scheduler(new SchedulerOptions { MaxJobs = 4, MaxLoad = 2, LoadCheckInterval = null });
        int running = 0, most = 0;
        for (int i = 0; i < 20; i++)
        {
            _ = scheduler.Schedule(async _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await Task.Yield();
                Interlocked.Decrement(ref running);
            });
        }

        await scheduler.DrainAsync().Soon();
        Assert.Equal(1, most);
        if (throws) Assert.Contains("load could not be read", await log.FirstError, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Contract", "PORT-40")]
    public async Task Without_a_limit_the_load_is_never_read()
    {
        var load = new FakeLoad { Value = 1e9 };
        await using TestNode node = await StartAsync(load, new ManualTime());
        Scheduler scheduler = node.Scheduler(new SchedulerOptions { MaxJobs = 4, MaxLoad = null });
        Step[] steps = [new(), new(), new(), new()];
        foreach (Step step in steps) _ = scheduler.Schedule(step.RunAsync);
        await Task.WhenAll(steps.Select(s => s.Started));
        foreach (Step step in steps) step.Succeed();
        await scheduler.DrainAsync().Soon();
        await FakeLoad.FlushAsync(node);
        Assert.Equal(0, load.ReadsOf(LoadSignal.LoadAverage));
    }

    [Fact]
    [Trait("Contract", "PORT-41")]
    public async Task Without_a_timed_check_time_alone_does_not_look_at_the_load_again()
    {
        var time = new ManualTime();
        var load = new FakeLoad { Value = 3 };
        await using TestNode node = await StartAsync(load, time);
        Scheduler scheduler = node.Scheduler(new SchedulerOptions { MaxJobs = 4, MaxLoad = 2, LoadCheckInterval = null });
        Step first = new(), second = new(), third = new();
        _ = scheduler.Schedule(first.RunAsync);
        _ = scheduler.Schedule(second.RunAsync);
        _ = scheduler.Schedule(third.RunAsync);
        _ = await scheduler.GetStatisticsAsync();
        await FakeLoad.FlushAsync(node);
        Assert.Equal(0, time.ArmedTimers);
        int reads = load.ReadsOf(LoadSignal.LoadAverage);
        load.Value = 0;
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, (await scheduler.GetStatisticsAsync()).Running);
        await FakeLoad.FlushAsync(node);
        Assert.Equal(reads, load.ReadsOf(LoadSignal.LoadAverage));
        first.Succeed();
        await Task.WhenAll(second.Started, third.Started);
        second.Succeed();
        third.Succeed();
        await scheduler.DrainAsync().Soon();
    }

    [Fact]
    [Trait("Contract", "PORT-41")]
    [Trait("Contract", "PORT-42")]
    public async Task A_timed_check_is_set_only_while_the_load_holds_jobs_back_and_again_after_each_look()
    {
        var time = new ManualTime();
        var load = new FakeLoad { Value = 3 };
        await using TestNode node = await StartAsync(load, time);
        Scheduler scheduler = node.Scheduler(
            new SchedulerOptions { MaxJobs = 4, MaxLoad = 2, LoadCheckInterval = Interval });
        Step first = new(), second = new();
        _ = scheduler.Schedule(first.RunAsync);
        await first.Started;
        Assert.Equal(0, time.ArmedTimers);
        JobHandle held = scheduler.Schedule(second.RunAsync);
        for (int look = 1; look <= 3; look++)
        {
            _ = await scheduler.GetStatisticsAsync();
            await FakeLoad.FlushAsync(node);
            Assert.IsType<HoldReason.Load>(await held.GetHoldReasonAsync());
            Assert.Equal((look, 1), (load.ReadsOf(LoadSignal.LoadAverage), time.ArmedTimers));
            time.Advance(Interval);
        }

        await FakeLoad.FlushAsync(node);
        load.Value = 1;
        time.Advance(Interval);
        await second.Started;
        Assert.Equal(0, time.ArmedTimers);
        first.Succeed();
        second.Succeed();
        await scheduler.DrainAsync().Soon();
    }

    [Fact]
    [Trait("Contract", "PORT-42")]
    public async Task A_scheduler_of_one_job_at_a_time_never_looks_at_the_load()
    {
        var time = new ManualTime();
        var load = new FakeLoad { Value = 3 };
        await using TestNode node = await StartAsync(load, time);
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Portage with { MaxLoad = 2, LoadCheckInterval = Interval });
        for (int i = 0; i < 5; i++) _ = scheduler.Schedule(_ => { });
        await scheduler.DrainAsync().Soon();
        await FakeLoad.FlushAsync(node);
        Assert.Equal((0, 0), (load.ReadsOf(LoadSignal.LoadAverage), time.ArmedTimers));
    }

    [Fact]
    [Trait("Contract", "PORT-43")]
    public async Task Jobs_just_started_count_before_the_next_reading_can_show_them()
    {
        var load = new FakeLoad { Value = 1 };
        await using TestNode node = await StartAsync(load, new ManualTime());
        Scheduler scheduler = node.Scheduler(new SchedulerOptions
        {
            MaxJobs = 10, MaxLoad = 4, LoadSignal = LoadSignal.Runnable, LoadCheckInterval = null,
        });
        Step[] steps = [.. Enumerable.Range(0, 10).Select(_ => new Step())];
        foreach (Step step in steps) _ = scheduler.Schedule(step.RunAsync);
        await steps[3].Started;
        _ = await scheduler.GetStatisticsAsync();
        await FakeLoad.FlushAsync(node);
        SchedulerStatistics now = await scheduler.GetStatisticsAsync();
        Assert.Equal((4, 6), (now.Running, now.Waiting));       // one free, then 1, 2 and 3 runnable; 4 is the limit
        foreach (Step step in steps) step.Succeed();
        load.Value = 0;
        await scheduler.DrainAsync().Soon();
    }

    [Fact]
    public async Task A_submitter_at_the_door_waits_for_the_load_without_wearing_out_the_clock()
    {
        var time = new ManualTime();
        var load = new FakeLoad { Value = 3 };
        await using TestNode node = await StartAsync(load, time);
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(4) with { MaxLoad = 2, LoadCheckInterval = Interval });
        Step first = new(), second = new();
        _ = await scheduler.ScheduleAsync(first.RunAsync).Soon();
        Task<JobHandle> atDoor = scheduler.ScheduleAsync(second.RunAsync);
        for (int look = 1; look <= 3; look++)
        {
            Assert.Equal(1, (await scheduler.GetStatisticsAsync()).AtDoor);
            await FakeLoad.FlushAsync(node);
            _ = await scheduler.GetStatisticsAsync();
            await FakeLoad.FlushAsync(node);
            Assert.Equal((look, 1), (load.ReadsOf(LoadSignal.LoadAverage), time.ArmedTimers));
            time.Advance(Interval);
        }

        _ = await scheduler.GetStatisticsAsync();
        await FakeLoad.FlushAsync(node);
        load.Value = 1;
        time.Advance(Interval);
        _ = await atDoor.Soon();
        await second.Started;
        first.Succeed();
        second.Succeed();
        await scheduler.DrainAsync().Soon();
    }

    private static Task<TestNode> StartAsync(FakeLoad load, TimeProvider time) =>
        TestNode.StartAsync(new NodeOptions { LoadSource = load, TimeProvider = time });
}
