using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class AsyncSchedulerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Contract", "PORT-44")]
    [Trait("Contract", "PORT-45")]
    [Trait("Contract", "PORT-55")]
    public async Task The_source_is_asked_only_when_a_slot_is_free_and_the_run_ends_with_it(bool asynchronous)
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        Step[] steps = [.. Enumerable.Range(0, 5).Select(_ => new Step())];
        int asked = 0;
        SchedulerRun run = asynchronous ? scheduler.RunAllAsync(SourceAsync()) : scheduler.RunAllAsync(Source());
        Task<int> ended = run.RunToEndAsync();
        for (int i = 0; i < steps.Length; i++)
        {
            await steps[i].Started;
            if (i + 1 < steps.Length && i > 0)
            {
                _ = await scheduler.GetStatisticsAsync();
                Assert.Equal((i + 1, false), (asked, run.SourceExhausted));     // two run, the next is not asked for
            }

            if (i > 0) steps[i - 1].Succeed();
        }

        steps[^1].Succeed();
        Assert.Equal(0, await ended.Soon());
        Assert.Equal((5, true), (asked, run.SourceExhausted));

        IEnumerable<Job> Source()
        {
            foreach (Step step in steps)
            {
                asked++;
                yield return Job.Run(step.RunAsync);
            }
        }

        async IAsyncEnumerable<Job> SourceAsync()
        {
            foreach (Job job in Source())
            {
                await Task.Yield();
                yield return job;
            }
        }
    }

    [Fact]
    [Trait("Contract", "PORT-46")]
    public async Task A_failure_of_the_source_comes_out_after_the_exits_of_what_it_gave()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        var step = new Step();
        var error = new InvalidDataException("source");
        SchedulerRun run = scheduler.RunAllAsync(Source());
        var exits = new List<JobExit>();
        Task reading = Task.Run(async () =>
        {
            await foreach (JobExit exit in run) exits.Add(exit);
        });
        await step.Started;
        _ = await scheduler.GetStatisticsAsync();
        step.Succeed();
        Assert.Same(error, await Assert.ThrowsAsync<InvalidDataException>(() => reading.Soon()));
        JobExit only = Assert.Single(exits);
        Assert.Equal((JobOutcome.Completed, false), (only.Outcome, only.CancelRequested));      // it was left alone
        Assert.Null(run.ExitCode);
        Assert.False(run.SourceExhausted);
        Assert.Equal(1, await scheduler.Schedule(_ => 1).Value());

        IEnumerable<Job> Source()
        {
            yield return Job.Run(step.RunAsync);
            throw error;
        }
    }

    [Fact]
    [Trait("Contract", "PORT-46")]
    public async Task A_source_that_fails_at_once_or_gives_nonsense_hangs_nobody()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        await Assert.ThrowsAsync<InvalidDataException>(() => scheduler.RunAllAsync(Throws()).RunToEndAsync().Soon());
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => scheduler.RunAllAsync(new Job[] { null! }).RunToEndAsync().Soon());
        JobHandle stranger = node.Scheduler(1).Schedule(_ => { });
        await Assert.ThrowsAsync<ArgumentException>(
            () => scheduler.RunAllAsync([Job.Run(_ => { }, new() { After = [stranger] })]).RunToEndAsync().Soon());
        await Assert.ThrowsAsync<OperationCanceledException>(() => scheduler.RunAllAsync(Cancels()).RunToEndAsync().Soon());
        await scheduler.DrainAsync().Soon();

        static IEnumerable<Job> Throws()
        {
            Assert.NotNull(typeof(Job));
            throw new InvalidDataException();
#pragma warning disable CS0162 // makes it an iterator
            yield break;
#pragma warning restore CS0162
        }

        static IEnumerable<Job> Cancels()
        {
            yield return Job.Run(_ => { });
            throw new OperationCanceledException();
        }
    }

    [Fact]
    [Trait("Contract", "PORT-47")]
    [Trait("Contract", "PORT-48")]
    public async Task Thousands_that_end_at_once_are_all_counted_without_recursion()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        int seen = 0;
        SchedulerRun run = scheduler.RunAllAsync(Enumerable.Repeat(Job.Run(_ => { }), 30_000));
        await foreach (JobExit exit in run) seen += exit.Succeeded ? 1 : 0;
        Assert.Equal((30_000, 0), (seen, run.ExitCode));
        Assert.Equal(30_000, (await scheduler.GetStatisticsAsync()).Completed);
    }

    [Fact]
    [Trait("Contract", "PORT-49")]
    [Trait("Contract", "PORT-50")]
    public async Task A_failure_is_counted_the_rest_still_runs_and_the_code_is_one()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        var outcomes = new List<JobOutcome>();
        SchedulerRun run = scheduler.RunAllAsync(Enumerable.Range(0, 10).Select(i => Job.Run(_ =>
        {
            if (i is 2 or 5) throw new InvalidDataException();
        })));
        await foreach (JobExit exit in run) outcomes.Add(exit.Outcome);
        Assert.Equal(2, outcomes.Count(o => o == JobOutcome.Failed));
        Assert.Equal(8, outcomes.Count(o => o == JobOutcome.Completed));
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(2, (await scheduler.GetStatisticsAsync()).Failed);
        Assert.Equal(0, await scheduler.RunAllAsync([Job.Run(_ => { })]).RunToEndAsync().Soon());
    }

    [Fact]
    [Trait("Contract", "PORT-51")]
    public async Task An_empty_source_ends_at_once_with_zero()
    {
        await using TestNode node = await TestNode.StartAsync();
        SchedulerRun run = node.Scheduler(1).RunAllAsync(Array.Empty<Job>());
        Assert.Null(run.ExitCode);
        Assert.Equal(0, await run.RunToEndAsync().Soon());
        Assert.Equal((0, true), (run.ExitCode, run.SourceExhausted));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Contract", "PORT-52")]
    [Trait("Contract", "PORT-54")]
    public async Task Cancel_and_terminate_stop_pulling_and_ask_what_runs_and_say_which_it_was(bool terminate)
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        Step[] steps = [new(), new()];
        int asked = 0;
        SchedulerRun run = scheduler.RunAllAsync(Source());
        Task<int> ended = run.RunToEndAsync();
        await Task.WhenAll(steps.Select(s => s.Started));
        if (terminate) scheduler.Terminate("terminated");
        else scheduler.CancelAll("canceled");
        Assert.Equal(1, await ended.Soon());
        Assert.Equal((2, false), (asked, run.SourceExhausted));
        JobHandle next = scheduler.Schedule(_ => { });
        JobExit exit = await next.Exit();
        Assert.Equal(terminate ? JobOutcome.Rejected : JobOutcome.Completed, exit.Outcome);
        if (terminate)
            Assert.Equal(new RejectReason.Stopped(StopMode.CancelRunning), ((JobRejectedException)exit.Exception!).Reason);

        IEnumerable<Job> Source()
        {
            while (true)
            {
                yield return Job.Run(steps[asked++].RunUntilCanceledAsync);
            }
        }
    }

    [Fact]
    [Trait("Contract", "PORT-53")]
    public async Task A_run_on_a_scheduler_that_was_canceled_before_pulls_nothing_and_does_not_pass_for_a_success()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        scheduler.Terminate();
        int asked = 0;
        SchedulerRun run = scheduler.RunAllAsync(Enumerable.Range(0, 5).Select(_ =>
        {
            asked++;
            return (Job)Job.Run(_ => { });
        }));
        Assert.Equal(-2, await run.RunToEndAsync().Soon());
        Assert.Equal((0, false), (asked, run.SourceExhausted));
    }

    [Fact]
    [Trait("Contract", "PORT-56")]
    public async Task Timers_and_counts_are_released_before_exit_listeners_are_told()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle job = scheduler.Schedule(step.RunAsync, new() { Timeout = TimeSpan.FromHours(1), Groups = ["g"] });
        var told = new TaskCompletionSource<(int, Task<SchedulerStatistics>)>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = job.OnExit(_ => told.SetResult((time.ArmedTimers, scheduler.GetStatisticsAsync())));
        await step.Started;
        _ = await scheduler.GetStatisticsAsync();
        Assert.Equal(1, time.ArmedTimers);
        step.Succeed();
        (int timers, Task<SchedulerStatistics> statistics) = await told.Task.Soon();
        Assert.Equal((0, 0, 1), (timers, (await statistics).Running, (await statistics).Completed));
    }

    [Fact]
    [Trait("Contract", "PORT-57")]
    public async Task Terminate_after_the_end_does_nothing()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        JobHandle job = scheduler.Schedule(_ => { });
        await scheduler.StopAsync(StopMode.Drain).Soon();
        scheduler.Terminate();
        scheduler.Terminate("again");
        await scheduler.StopAsync(StopMode.Kill).Soon();
        JobExit exit = await job.Exit();
        Assert.Equal((JobOutcome.Completed, false), (exit.Outcome, exit.CancelRequested));
        Assert.Equal(1, (await scheduler.GetStatisticsAsync()).Completed);
    }
}
