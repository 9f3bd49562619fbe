using ActorScheduler.Actors;
using ActorScheduler.Machines;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class SchedulerRunTests
{
    [Fact]
    [Trait("Contract", "PORT-58")]
    public void Running_jobs_are_canceled_in_the_order_of_their_admission()
    {
        var machine = new SchedulerMachine(new SchedulerOptions { MaxJobs = null }, new EffectBuffer());
        JobHandle[] jobs = [.. Enumerable.Range(0, 50).Select(_ => new DelegateHandle(() => { }, null, null))];
        foreach (JobHandle job in jobs) machine.Submit(job, 0);
        machine.Effects.Clear();
        machine.Stop(StopMode.CancelRunning, null, 1);
        Assert.Equal(jobs, machine.Effects.Span.ToArray().Where(e => e.Kind == EffectKind.CancelAttempt).Select(e => e.Target));
    }

    [Fact]
    [Trait("Contract", "PORT-59")]
    public async Task A_run_can_be_a_job_of_another_scheduler()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler outer = node.Scheduler(1), inner = node.Scheduler(2);
        Job[] jobs = [Job.Run(_ => { }), Job.Run(_ => { throw new InvalidDataException(); })];
        JobHandle<int> code = outer.Schedule(job => inner.RunAllAsync(jobs).RunToEndAsync(job.CancellationToken));
        Assert.Equal(1, await code.Value());
        var step = new Step();
        JobHandle<int> canceled = outer.Schedule(
            job => inner.RunAllAsync([Job.Run(step.RunUntilCanceledAsync)]).RunToEndAsync(job.CancellationToken));
        await step.Started;
        canceled.Cancel();
        Assert.Equal(JobOutcome.Canceled, (await canceled.Exit()).Outcome);
        Assert.Equal(1, (await inner.GetStatisticsAsync()).Canceled);
    }

    [Fact]
    [Trait("Contract", "PORT-64")]
    public async Task Leaving_the_loop_cancels_what_runs_and_asks_the_source_no_more()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        int asked = 0;
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var step = new Step();
        SchedulerRun run = scheduler.RunAllAsync(SourceAsync());
        await foreach (JobExit exit in run)
        {
            Assert.Equal("quick", exit.Name);
            await step.Started;
            break;
        }

        await scheduler.DrainAsync().Soon();
        SchedulerStatistics after = await scheduler.GetStatisticsAsync();
        Assert.Equal((1, 1, 2), (after.Completed, after.Canceled, asked));
        Assert.Null(run.ExitCode);
        await closed.Task.Soon();       // its source was told, though it waited for something else

        async IAsyncEnumerable<Job> SourceAsync(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                asked++;
                yield return Job.Run(_ => { }, new() { Name = "quick" });
                asked++;
                yield return Job.Run(step.RunUntilCanceledAsync, new() { Name = "slow" });
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }
            finally
            {
                closed.SetResult();
            }
        }
    }

    [Fact]
    [Trait("Contract", "PORT-64")]
    public async Task Exits_come_as_jobs_end_and_handles_give_them_in_the_order_of_the_input()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(3);
        Step[] steps = [new(), new(), new()];
        var names = new List<string?>();
        int next = 3;
        Task reading = Task.Run(async () =>
        {
            Job[] jobs = [.. steps.Select((step, i) => Job.Run(step.RunAsync, new() { Name = $"{i}" }))];
            await foreach (JobExit exit in scheduler.RunAllAsync(jobs))
            {
                names.Add(exit.Name);
                if (--next > 0) steps[next - 1].Succeed();
            }
        });
        await Task.WhenAll(steps.Select(s => s.Started));
        steps[2].Succeed();
        await reading.Soon();
        Assert.Equal("2 1 0", string.Join(' ', names));
        int[] gathered = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => scheduler.Schedule(i, (n, _) => n).Value()));
        Assert.Equal(Enumerable.Range(0, 20), gathered);
    }

    [Fact]
    [Trait("Contract", "PORT-65")]
    public async Task Without_a_limit_the_whole_source_is_taken_before_anything_needs_to_end()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(new SchedulerOptions { MaxJobs = null });
        Step[] steps = [.. Enumerable.Range(0, 200).Select(_ => new Step())];
        SchedulerRun run = scheduler.RunAllAsync(steps.Select(s => Job.Run(s.RunAsync)));
        IAsyncEnumerator<JobExit> reader = run.GetAsyncEnumerator();
        ValueTask<bool> first = reader.MoveNextAsync();
        await Task.WhenAll(steps.Select(s => s.Started));
        Assert.False(first.IsCompleted);
        foreach (Step step in steps) step.Succeed();
        int seen = 0;
        for (bool more = await first.AsTask().Soon(); more; more = await reader.MoveNextAsync().AsTask().Soon()) seen++;
        Assert.Equal((200, 0), (seen, run.ExitCode));
        await reader.DisposeAsync();
    }

    [Fact]
    [Trait("Contract", "PORT-67")]
    public async Task Canceling_from_outside_terminates_the_run_and_waits_for_its_end_and_failures_can_be_run_again()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        Step step = new(), cleanUp = new();
        using var source = new CancellationTokenSource();
        Task<int> run = scheduler.RunAllAsync([Job.Run(async job =>
        {
            try
            {
                await step.RunUntilCanceledAsync(job);
            }
            finally
            {
                await cleanUp.RunAsync(job);
            }
        })]).RunToEndAsync(source.Token);
        await step.Started;
        await source.CancelAsync();
        await cleanUp.Started;
        Assert.False(run.IsCompleted);      // not before what it ran is gone
        cleanUp.Succeed();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Soon());
        Assert.Equal(0, (await scheduler.GetStatisticsAsync()).Running);
        int attempts = 0;
        var again = new JobOptions { Retry = RetryPolicy.Fixed(3) };
        Job flaky = Job.Run(_ => { if (Interlocked.Increment(ref attempts) < 3) throw new InvalidDataException(); }, again);
        Assert.Equal(0, await scheduler.RunAllAsync([flaky]).RunToEndAsync().Soon());
        Assert.Equal(3, attempts);
    }

    [Fact]
    [Trait("Contract", "PORT-69")]
    public async Task A_run_is_run_once()
    {
        await using TestNode node = await TestNode.StartAsync();
        SchedulerRun run = node.Scheduler(1).RunAllAsync([Job.Run(_ => { })]);
        Assert.Equal(0, await run.RunToEndAsync().Soon());
        await Assert.ThrowsAsync<InvalidOperationException>(() => run.RunToEndAsync().Soon());
        Assert.Throws<InvalidOperationException>(() => run.GetAsyncEnumerator());
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_run_that_is_never_read_never_starts()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        SchedulerRun run = scheduler.RunAllAsync(Source());
        await run.GetAsyncEnumerator().DisposeAsync();
        await scheduler.DrainAsync().Soon();
        Assert.Equal(0, (await scheduler.GetStatisticsAsync()).Scheduled);

        static IEnumerable<Job> Source()
        {
            Assert.Fail("It must not be asked.");
            yield break;
        }
    }

    [Fact]
    public async Task An_endless_source_with_a_slow_reader_costs_bounded_memory()
    {
        await using TestNode node = await TestNode.StartAsync();
        const int Slots = 4;
        Scheduler scheduler = node.Scheduler(Slots);
        int given = 0;
        IAsyncEnumerator<JobExit> reader = scheduler.RunAllAsync(Endless()).GetAsyncEnumerator();
        int read = 0;
        for (int round = 0; round < 3; round++)
        {
            // The source is asked again when half of what was unread is read; nobody reads more than a few thousand here.
            for (int i = 0; i < 7_000; i++, read++) Assert.True(await reader.MoveNextAsync().AsTask().Soon());
            Assert.InRange(Volatile.Read(ref given), read, read + PullRun.MaxUnread + Slots + 1);
        }

        await reader.DisposeAsync();
        await scheduler.DrainAsync().Soon();
        Assert.InRange(given, read, read + PullRun.MaxUnread + Slots + 1);

        IEnumerable<Job> Endless()
        {
            Job job = Job.Run(_ => { });
            while (true)
            {
                Interlocked.Increment(ref given);
                yield return job;
            }
        }
    }

    [Fact]
    public async Task A_source_that_hangs_keeps_no_scheduler_from_stopping_and_is_not_closed_while_it_is_asked()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        using var release = new ManualResetEventSlim();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = new HangingSource(asked, release);
        SchedulerRun run = scheduler.RunAllAsync(source);
        Task<int> ended = run.RunToEndAsync();
        await asked.Task.Soon();
        await scheduler.StopAsync(StopMode.CancelQueued).Soon();
        Assert.Equal(-2, await ended.Soon());
        Assert.False(source.Closed.IsCompleted);
        release.Set();
        await source.Closed.Soon();
        Assert.False(source.ClosedWhileAsked);
    }
}
