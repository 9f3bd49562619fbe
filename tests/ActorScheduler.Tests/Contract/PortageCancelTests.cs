using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class PortageCancelTests
{
    [Fact]
    [Trait("Contract", "PORT-12")]
    public async Task Cancel_never_waits_and_very_many_may_end_together()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle stubborn = scheduler.Schedule(step.RunAsync);
        await step.Started;
        int told = 0;
        var chain = new List<JobHandle>();
        for (int i = 0; i < 20_000; i++)
        {
            JobOptions? options = i % 2 == 0 || chain.Count == 0 ? null : new() { After = [chain[^1]] };
            chain.Add(scheduler.Schedule(_ => { }, options));
            if (i % 10 == 0) _ = chain[^1].OnExit(_ => Interlocked.Increment(ref told));
        }

        stubborn.Cancel();
        chain[0].Cancel();
        scheduler.CancelAll("all");
        Assert.False(stubborn.IsCompleted);
        foreach (JobHandle job in chain) Assert.Equal(JobOutcome.Canceled, (await job.Exit()).Outcome);
        Assert.Equal(2_000, told);      // before those who await are resumed
        step.Succeed();
        await stubborn.Exit();
    }

    [Fact]
    [Trait("Contract", "PORT-13")]
    public async Task The_token_is_canceled_once_however_often_cancel_is_called_and_reasons_add_up()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        int calls = 0;
        var step = new Step();
        JobHandle job = scheduler.Schedule(async context =>
        {
            await using CancellationTokenRegistration counted =
                context.CancellationToken.Register(() => Interlocked.Increment(ref calls));
            await step.RunAsync(context);
        });
        await step.Started;
        Assert.True(job.Cancel("one"));
        Assert.True(job.Cancel());
        Assert.True(job.Cancel("two"));
        _ = await scheduler.GetStatisticsAsync();
        step.Succeed();
        JobExit exit = await job.Exit();
        Assert.InRange(calls, 0, 1);        // the work may have ended before the callback came
        Assert.Equal(["one", "two"], exit.CancelReasons);
        var error = await Assert.ThrowsAsync<JobCanceledException>(() => job.Done());
        Assert.Equal(["one", "two"], error.Reasons);
        Assert.Contains("one; two", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Contract", "PORT-13")]
    public async Task A_callback_on_the_token_that_throws_harms_nobody()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int calls = 0;
        JobHandle job = scheduler.Schedule(async context =>
        {
            context.CancellationToken.Register(() =>
            {
                Interlocked.Increment(ref calls);
                called.TrySetResult();
                throw new InvalidDataException();
            });
            await called.Task;
        });
        job.Cancel();
        job.Cancel();
        Assert.Equal(JobOutcome.Canceled, (await job.Exit()).Outcome);
        Assert.Equal(1, calls);
        await scheduler.Schedule(_ => { }).Done();
    }

    [Fact]
    [Trait("Contract", "PORT-14")]
    public async Task Canceling_a_composite_reaches_its_present_part_and_drops_the_rest()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler parts = node.Scheduler(1), scheduler = node.Scheduler(1);
        var step = new Step();
        var partEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        JobHandle sequence = scheduler.Schedule(Job.Sequence(
            parts,
            [
                Job.Run(async context =>
                {
                    try
                    {
                        await step.RunUntilCanceledAsync(context);
                    }
                    catch (OperationCanceledException)
                    {
                        partEnded.SetResult();
                        throw;
                    }
                }),
                Job.Run(_ => Assert.Fail("It must not run.")),
            ]));
        JobHandle notStarted = scheduler.Schedule(Job.Sequence(parts, [Job.Run(_ => Assert.Fail("It must not run."))]));
        await step.Started;
        notStarted.Cancel();
        Assert.Equal(-2, (await notStarted.Exit()).ExitCode);
        sequence.Cancel();
        await partEnded.Task.Soon();
        Assert.Equal((JobOutcome.Canceled, -2), ((await sequence.Exit()).Outcome, (await sequence.Exit()).ExitCode));
        Assert.Equal(1, (await parts.GetStatisticsAsync()).Scheduled);
    }

    [Fact]
    [Trait("Contract", "PORT-16")]
    public async Task Clearing_cancels_what_waits_asks_what_runs_and_leaves_the_scheduler_open()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(new SchedulerOptions { MaxJobs = 1, QueueCapacity = 3 });
        Step step = new(), stubborn = new();
        JobHandle running = scheduler.Schedule(step.RunUntilCanceledAsync);
        JobHandle[] waiting =
        [
            scheduler.Schedule(_ => { }),
            scheduler.Schedule(_ => { }, new() { Delay = TimeSpan.FromDays(1) }),
            scheduler.Schedule(_ => { }, new() { After = [running] }),
        ];
        Task<JobHandle> atDoor = scheduler.ScheduleAsync(stubborn.RunAsync);
        JobHandle barrier = scheduler.InsertBarrier();
        scheduler.CancelAll("cleared");
        foreach (JobHandle job in waiting.Append(running))
        {
            JobExit exit = await job.Exit();
            Assert.Equal(JobOutcome.Canceled, exit.Outcome);
            Assert.Equal("cleared", exit.CancelReasons[0]);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => atDoor.Soon());
        await barrier.Done();
        Assert.Equal(1, await scheduler.Schedule(_ => 1).Value());
    }

    [Fact]
    public async Task Cancel_reaches_a_job_in_every_state()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(new SchedulerOptions
        {
            MaxJobs = 1, QueueCapacity = 5, GroupLimits = new Dictionary<GroupKey, int> { ["paused"] = 0 },
        });
        var step = new Step();
        JobHandle running = scheduler.Schedule(step.RunUntilCanceledAsync);
        await step.Started;
        JobHandle[] jobs =
        [
            scheduler.Schedule(_ => { }),
            scheduler.Schedule(_ => { }, new() { Groups = ["paused"] }),
            scheduler.Schedule(_ => { }, new() { Delay = TimeSpan.FromDays(1) }),
            scheduler.Schedule(_ => { }, new() { After = [running] }),
        ];
        _ = scheduler.InsertBarrier();
        JobHandle behind = scheduler.Schedule(_ => { });
        using var source = new CancellationTokenSource();
        Task<JobHandle> atDoor = scheduler.ScheduleAsync(_ => { }, null, source.Token);
        Assert.Equal(1, (await scheduler.GetStatisticsAsync()).AtDoor);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => atDoor.Soon());
        foreach (JobHandle job in jobs.Append(behind).Append(running)) job.Cancel();
        foreach (JobHandle job in jobs.Append(behind).Append(running))
            Assert.Equal((JobOutcome.Canceled, true), ((await job.Exit()).Outcome, (await job.Exit()).CancelRequested));
        SchedulerStatistics statistics = await scheduler.GetStatisticsAsync();
        Assert.Equal((7, 0, 0, 0), (statistics.Canceled, statistics.Waiting, statistics.Delayed, statistics.AtDoor));
    }

    [Fact]
    public async Task A_cancel_that_comes_between_two_attempts_is_not_forgotten()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        for (int i = 0; i < 500; i++)
        {
            var handle = new TaskCompletionSource<JobHandle>(TaskCreationOptions.RunContinuationsAsynchronously);
            RetryPolicy retry = RetryPolicy.Fixed(2) with
            {
                ShouldRetry = error =>
                {
                    _ = Task.Run(async () => (await handle.Task).Cancel());     // at any moment around the second start
                    return true;
                },
            };
            JobHandle job = scheduler.Schedule(
                context => context.Attempt == 1
                    ? throw new InvalidDataException()
                    : new Step().RunUntilCanceledAsync(context),
                new() { Retry = retry });
            handle.SetResult(job);
            Assert.Equal(JobOutcome.Canceled, (await job.Exit()).Outcome);
        }
    }
}
