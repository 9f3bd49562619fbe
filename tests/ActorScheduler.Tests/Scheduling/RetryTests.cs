using System.Collections.Concurrent;

namespace ActorScheduler.Tests.Scheduling;

public sealed class RetryTests
{
    [Fact]
    public async Task A_failed_attempt_is_followed_by_another_after_its_pause()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(1);
        var attempts = new SemaphoreSlim(0);
        JobHandle<int> job = scheduler.Schedule<int>(
            context =>
            {
                attempts.Release();
                return context.Attempt < 4 ? throw new InvalidDataException() : context.Attempt;
            },
            new() { Retry = RetryPolicy.Exponential(5, TimeSpan.FromSeconds(1), maxDelay: TimeSpan.FromSeconds(3), jitter: 0) });
        TimeSpan[] pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)];
        DateTimeOffset due = ManualTime.Origin;
        foreach (TimeSpan pause in pauses)
        {
            Assert.True(await attempts.WaitAsync(Guard.Limit));
            await scheduler.Schedule(_ => { }).Done();      // its slot is free meanwhile; the pause has begun
            due += pause;
            Assert.Equal(new HoldReason.Delay(due), await job.GetHoldReasonAsync());
            Assert.Equal(1, (await scheduler.GetStatisticsAsync()).Delayed);
            time.Advance(pause - TimeSpan.FromTicks(1));
            Assert.Equal(JobState.Delayed, await StateAsync(scheduler, job));
            time.Advance(TimeSpan.FromTicks(1));
        }

        Assert.Equal(4, await job.Value());
        JobExit exit = await job.Exit();
        Assert.Equal((4, due), (exit.Attempts, exit.StartedAt));
        Assert.Equal(3, (await scheduler.GetStatisticsAsync()).Retried);
    }

    [Fact]
    public async Task The_policys_test_decides_outside_of_the_scheduler_and_one_that_throws_means_no()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var seen = new ConcurrentQueue<Exception>();
        JobHandle refused = scheduler.Schedule(
            _ => { throw new InvalidDataException("once"); },
            new() { Retry = Policy(e => { seen.Enqueue(e); return false; }) });
        JobHandle broken = scheduler.Schedule(
            _ => { throw new InvalidDataException("twice"); }, new() { Retry = Policy(_ => throw new InvalidOperationException()) });
        JobHandle allowed = scheduler.Schedule(
            _ => { throw new InvalidDataException("always"); }, new() { Retry = Policy(_ => true) });
        Assert.Equal((1, "once"), ((await refused.Exit()).Attempts, (await refused.Exit()).Exception!.Message));
        Assert.Equal((1, "twice"), ((await broken.Exit()).Attempts, (await broken.Exit()).Exception!.Message));
        Assert.Equal((3, "always"), ((await allowed.Exit()).Attempts, (await allowed.Exit()).Exception!.Message));
        Assert.IsType<InvalidDataException>(Assert.Single(seen));

        static RetryPolicy Policy(Func<Exception, bool> test) => RetryPolicy.Fixed(3) with { ShouldRetry = test };
    }

    [Fact]
    public async Task A_canceled_job_is_not_tried_again_and_a_stopped_scheduler_tries_nothing_again()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var options = new JobOptions { Retry = RetryPolicy.Fixed(3, TimeSpan.FromHours(1)) };
        JobHandle canceled = scheduler.Schedule(_ => { throw new OperationCanceledException(); }, options);
        Assert.Equal((JobOutcome.Canceled, 1), ((await canceled.Exit()).Outcome, (await canceled.Exit()).Attempts));
        var step = new Step();
        JobHandle failing = scheduler.Schedule(step.RunAsync, options);
        await step.Started;
        Task stopped = scheduler.StopAsync(StopMode.CancelQueued);
        _ = await scheduler.GetStatisticsAsync();
        step.Fail(new InvalidDataException());
        await stopped.Soon();
        Assert.Equal((JobOutcome.Failed, 1), ((await failing.Exit()).Outcome, (await failing.Exit()).Attempts));
    }

    [Fact]
    public async Task A_timeout_asks_the_attempt_to_stop_and_counts_as_a_failure_whatever_it_returns()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(2);
        Step obedient = new(), stubborn = new();
        var limit = new JobOptions { Timeout = TimeSpan.FromSeconds(5), Name = "slow" };
        JobHandle stops = scheduler.Schedule(obedient.RunUntilCanceledAsync, limit);
        JobHandle<int> returns = scheduler.Schedule(async c => { await stubborn.RunAsync(c); return 1; }, limit);
        await Task.WhenAll(obedient.Started, stubborn.Started);
        _ = await scheduler.GetStatisticsAsync();       // the turns that started them have set their timers
        time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        _ = await scheduler.GetStatisticsAsync();
        Assert.Equal((JobState.Running, JobState.Running), (stops.State, returns.State));
        time.Advance(TimeSpan.FromTicks(1));
        JobExit exit = await stops.Exit();
        Assert.Equal((JobOutcome.Failed, true, 1, false), (exit.Outcome, exit.TimedOut, exit.ExitCode, exit.CancelRequested));
        _ = await scheduler.GetStatisticsAsync();
        stubborn.Succeed();
        var error = await Assert.ThrowsAsync<TimeoutException>(() => returns.Value());
        Assert.Contains("slow", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, time.ArmedTimers);
    }

    [Fact]
    public async Task Each_attempt_has_a_token_and_a_timeout_of_its_own_and_the_policy_is_asked_about_the_timeout()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(1);
        Step[] steps = [new(), new()];
        var tokens = new ConcurrentQueue<CancellationToken>();
        var asked = new ConcurrentQueue<Exception>();
        RetryPolicy retry = RetryPolicy.Fixed(3) with { ShouldRetry = e => { asked.Enqueue(e); return e is TimeoutException; } };
        JobHandle job = scheduler.Schedule(
            context =>
            {
                tokens.Enqueue(context.CancellationToken);
                return steps[context.Attempt - 1].RunUntilCanceledAsync(context);
            },
            new() { Timeout = TimeSpan.FromSeconds(1), Retry = retry });
        await steps[0].Started;
        _ = await scheduler.GetStatisticsAsync();       // the turn that started it has set its timer
        time.Advance(TimeSpan.FromSeconds(1));
        await steps[1].Started;
        Assert.Equal([true, false], tokens.Select(t => t.IsCancellationRequested));
        Assert.IsType<TimeoutException>(Assert.Single(asked));
        steps[1].Succeed();
        JobExit exit = await job.Exit();
        Assert.Equal((JobOutcome.Completed, 2, false), (exit.Outcome, exit.Attempts, exit.TimedOut));
    }

    [Fact]
    public async Task The_longest_spans_mean_never()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(2);
        var step = new Step();
        JobHandle patient = scheduler.Schedule(step.RunUntilCanceledAsync, new() { Timeout = TimeSpan.MaxValue });
        JobHandle never = scheduler.Schedule(_ => Assert.Fail("It must not run."), new() { Delay = TimeSpan.MaxValue });
        await step.Started;
        for (int day = 0; day < 3; day++) time.Advance(TimeSpan.FromDays(1_000));
        Assert.Equal(new HoldReason.Delay(DateTimeOffset.MaxValue), await never.GetHoldReasonAsync());
        Assert.Equal(JobState.Running, patient.State);
        step.Succeed();
        await patient.Done();
        never.Cancel();
        await never.Exit();
    }

    [Fact]
    public async Task Delayed_jobs_start_as_their_delays_end_and_not_before()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(1);
        var order = new ConcurrentQueue<int>();
        JobHandle[] jobs =
        [
            .. new[] { 3, 1, 2 }.Select(s => scheduler.Schedule(_ => order.Enqueue(s), new() { Delay = TimeSpan.FromSeconds(s) })),
        ];
        Assert.Equal(3, (await scheduler.GetStatisticsAsync()).Delayed);
        time.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.Equal(3, (await scheduler.GetStatisticsAsync()).Delayed);
        time.Advance(TimeSpan.FromTicks(1));
        await jobs[1].Done();
        time.Advance(TimeSpan.FromSeconds(1));
        await jobs[2].Done();
        Assert.Equal([1, 2], order);
        time.Advance(TimeSpan.FromHours(1));
        await jobs[0].Done();
        Assert.All(await Task.WhenAll(jobs.Select(j => j.Exit())), e => Assert.True(e.StartedAt > e.ScheduledAt));
    }

    private static async Task<JobState> StateAsync(Scheduler scheduler, JobHandle job)
    {
        _ = await scheduler.GetStatisticsAsync();
        return job.State;
    }
}
