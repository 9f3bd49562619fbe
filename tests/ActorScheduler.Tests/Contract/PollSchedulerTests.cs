using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class PollSchedulerTests
{
    [Fact]
    [Trait("Contract", "PORT-26")]
    [Trait("Contract", "PORT-28")]
    public async Task Terminate_may_be_called_from_many_threads_again_and_again_and_cancels_each_job_once()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        int asked = 0;
        JobHandle[] jobs =
        [
            .. Enumerable.Range(0, 4).Select(_ => scheduler.Schedule(async context =>
            {
                var canceled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using CancellationTokenRegistration link = context.CancellationToken.Register(() =>
                {
                    Interlocked.Increment(ref asked);
                    canceled.TrySetResult();
                });
                await canceled.Task;
            })),
        ];
        using var barrier = new Barrier(4);
        Task[] callers =
        [
            .. Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    barrier.SignalAndWait();
                    for (int i = 0; i < 100; i++) scheduler.Terminate("enough");
                },
                TaskCreationOptions.LongRunning)),
        ];
        await Task.WhenAll(callers).Soon();
        await scheduler.StopAsync().Soon();
        Assert.Equal(4, asked);
        foreach (JobHandle job in jobs) Assert.Equal(JobOutcome.Canceled, (await job.Exit()).Outcome);
        scheduler.Terminate("after the end");
        await scheduler.StopAsync(StopMode.Kill).Soon();
    }

    [Fact]
    [Trait("Contract", "PORT-27")]
    public async Task Terminate_takes_its_turn_after_what_was_scheduled_before_it()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle running = scheduler.Schedule(step.RunUntilCanceledAsync);
        JobHandle[] before = [.. Enumerable.Range(0, 100).Select(_ => scheduler.Schedule(_ => { }))];
        scheduler.Terminate();
        JobHandle[] after = [.. Enumerable.Range(0, 100).Select(_ => scheduler.Schedule(_ => { }))];
        foreach (JobHandle job in before.Append(running)) Assert.Equal(JobOutcome.Canceled, (await job.Exit()).Outcome);
        foreach (JobHandle job in after) Assert.Equal(JobOutcome.Rejected, (await job.Exit()).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Contract", "PORT-29")]
    public async Task Canceling_from_inside_the_source_stops_what_runs_as_terminating_does(bool terminate)
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(3);
        var running = new Step();
        var exits = new List<JobExit>();
        SchedulerRun run = scheduler.RunAllAsync(SourceAsync());
        await foreach (JobExit exit in run.WithCancellation(CancellationToken.None)) exits.Add(exit);
        JobExit only = Assert.Single(exits);
        Assert.Equal((JobOutcome.Canceled, true), (only.Outcome, only.CancelRequested));
        Assert.Equal(1, run.ExitCode);
        JobHandle next = scheduler.Schedule(_ => { });
        Assert.Equal(terminate ? JobOutcome.Rejected : JobOutcome.Completed, (await next.Exit()).Outcome);

        async IAsyncEnumerable<Job> SourceAsync()
        {
            yield return Job.Run(running.RunUntilCanceledAsync);
            await running.Started;
            if (terminate) scheduler.Terminate("from inside");
            else scheduler.CancelAll("from inside");
            yield return Job.Run(_ => Assert.Fail("It must not run."));
        }
    }

    [Fact]
    [Trait("Contract", "PORT-30")]
    public async Task Jobs_listeners_and_sources_may_schedule_while_the_scheduler_schedules()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        const int Outers = 100;
        int left = Outers * 4;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int code = await scheduler.RunAllAsync(Enumerable.Range(0, Outers).Select(_ => Outer())).RunToEndAsync().Soon();
        await all.Task.Soon();
        Assert.Equal(0, code);

        Job Outer()
        {
            _ = scheduler.Schedule(_ => Count());                                   // from the source
            return Job.Run(outer =>
            {
                Count();
                JobHandle inner = scheduler.Schedule(_ => Count());                 // from a job
                _ = inner.OnExit(exit => scheduler.Schedule(_ => Count()));         // from a listener
            });
        }

        void Count()
        {
            if (Interlocked.Decrement(ref left) == 0) all.SetResult();
        }
    }

    [Fact]
    [Trait("Contract", "PORT-31")]
    public async Task Terminate_does_not_wait_and_the_scheduler_ends_after_the_last_clean_up()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        Step step = new(), cleanUp = new();
        bool cleanedUp = false;
        JobHandle job = scheduler.Schedule(async context =>
        {
            try
            {
                await step.RunUntilCanceledAsync(context);
            }
            finally
            {
                await cleanUp.RunAsync(context);
                cleanedUp = true;
            }
        });
        await step.Started;
        scheduler.Terminate();
        await cleanUp.Started;
        Task stopped = scheduler.StopAsync(StopMode.CancelRunning);
        Assert.False(stopped.IsCompleted);
        Assert.False(job.IsCompleted);
        cleanUp.Succeed();
        await stopped.Soon();
        Assert.True(cleanedUp);
        Assert.True(job.IsCompleted);
    }

    [Fact]
    [Trait("Contract", "PORT-32")]
    public async Task No_timer_of_a_stopped_scheduler_does_anything_any_more()
    {
        var time = new ManualTime();
        var load = new FakeLoad { Value = 9 };
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { TimeProvider = time, LoadSource = load });
        Scheduler scheduler = node.Scheduler(new SchedulerOptions { MaxJobs = 4, MaxLoad = 1 });
        var step = new Step();
        _ = scheduler.Schedule(step.RunUntilCanceledAsync);
        JobHandle held = scheduler.Schedule(_ => { });
        JobHandle delayed = scheduler.Schedule(_ => { }, new() { Delay = TimeSpan.FromSeconds(1) });
        _ = await scheduler.GetStatisticsAsync();
        await FakeLoad.FlushAsync(node);
        Assert.IsType<HoldReason.Load>(await held.GetHoldReasonAsync());
        Assert.Equal(1, time.ArmedTimers);      // the node's one timer, for the load check and the delay
        int reads = load.ReadsOf(LoadSignal.LoadAverage);
        await scheduler.StopAsync(StopMode.CancelRunning).Soon();
        time.Advance(TimeSpan.FromHours(1));
        _ = await scheduler.GetStatisticsAsync();
        await FakeLoad.FlushAsync(node);
        Assert.Equal(reads, load.ReadsOf(LoadSignal.LoadAverage));
        Assert.Equal(JobOutcome.Canceled, (await delayed.Exit()).Outcome);
        Assert.Equal(0, time.ArmedTimers);
    }

    [Fact]
    [Trait("Contract", "PORT-33")]
    public async Task Time_comes_from_the_nodes_provider()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(1);
        Step first = new(), second = new();
        JobHandle before = scheduler.Schedule(first.RunAsync);
        JobHandle job = scheduler.Schedule(second.RunAsync);
        await first.Started;
        _ = await scheduler.GetStatisticsAsync();       // the second is scheduled before the clock moves
        time.Advance(TimeSpan.FromMinutes(1));
        await TestNode.ReadClockAsync(scheduler);
        first.Succeed();
        await second.Started;
        time.Advance(TimeSpan.FromMinutes(2));
        await TestNode.ReadClockAsync(scheduler);
        second.Succeed();
        JobExit exit = await job.Exit();
        Assert.Equal(ManualTime.Origin, exit.ScheduledAt);
        Assert.Equal(ManualTime.Origin.AddMinutes(1), exit.StartedAt);
        Assert.Equal(ManualTime.Origin.AddMinutes(3), exit.ExitedAt);
        Assert.Equal(TimeSpan.FromMinutes(2), exit.Elapsed);
        Assert.Equal(TimeSpan.FromMinutes(1), (await before.Exit()).Elapsed);
    }
}
