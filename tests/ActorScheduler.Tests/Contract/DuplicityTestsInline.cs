using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class DuplicityTestsInline
{
    [Fact]
    [Trait("Contract", "DUP-1")]
    public void A_negative_concurrency_is_refused_when_the_options_are_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SchedulerOptions.Duplicity(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SchedulerOptions { MaxJobs = -1 });
        Assert.Equal(4, SchedulerOptions.Duplicity(4).MaxJobs);
        Assert.True(SchedulerOptions.Duplicity(0).RunInline);
    }

    [Fact]
    [Trait("Contract", "DUP-3")]
    public async Task A_missing_function_is_the_callers_mistake_and_no_failure_of_a_job()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(1));
        Assert.Throws<ArgumentNullException>(() => scheduler.Schedule((Action<JobContext>)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => scheduler.ScheduleAsync((Func<JobContext, Task>)null!));
        Assert.Throws<ArgumentNullException>(() => scheduler.Schedule((Func<JobContext, int>)null!));
        Assert.Throws<ArgumentNullException>(() => scheduler.Schedule((Job)null!));
        JobHandle<int> job = await scheduler.ScheduleAsync(_ => 1).Soon();
        Assert.Equal(1, await job.Value());
        Assert.Equal(1, (await scheduler.GetStatisticsAsync()).Scheduled);
    }

    [Fact]
    [Trait("Contract", "DUP-4")]
    public async Task Inline_work_has_run_on_the_callers_thread_when_schedule_returns()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(0));
        int caller = Environment.CurrentManagedThreadId;
        JobHandle<int> job = scheduler.Schedule(_ => Environment.CurrentManagedThreadId);
        Assert.True(job.IsCompleted);
        Assert.True(job.TryGetExit(out JobExit? exit));
        Assert.True(exit.Succeeded);
        Assert.Equal(caller, await job);
        Assert.Equal(caller, await job);
    }

    [Fact]
    [Trait("Contract", "DUP-5")]
    public async Task An_inline_failure_leaves_schedule_itself_and_closes_nothing()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(0) with { FailureMode = FailureMode.FailEarly });
        var error = new InvalidDataException("bad");
        Assert.Same(error, Assert.Throws<InvalidDataException>(() => scheduler.Schedule(_ => { throw error; })));
        Assert.Same(error, await Assert.ThrowsAsync<InvalidDataException>(() => scheduler.ScheduleAsync(_ => { throw error; })));
        Assert.Equal(5, scheduler.Schedule(_ => 5).GetAwaiter().GetResult());
        SchedulerStatistics statistics = await scheduler.GetStatisticsAsync();
        Assert.Equal((3, 2, 1), (statistics.Scheduled, statistics.Failed, statistics.Completed));
    }

    [Fact]
    [Trait("Contract", "DUP-6")]
    public async Task Inline_barriers_hold_nothing_back_and_waiting_ends_at_once()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(0));
        await scheduler.InsertBarrier().Done();
        await scheduler.DrainAsync().Soon();
        var step = new Step();
        JobHandle slow = scheduler.Schedule(step.RunAsync);
        JobHandle barrier = scheduler.InsertBarrier();
        Assert.True(scheduler.Schedule(_ => { }).IsCompleted);
        step.Succeed();
        await slow.Done();
        await barrier.Done();
    }

    [Fact]
    public async Task Inline_work_that_goes_on_asynchronously_is_waited_for_by_drain_and_stop()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(0));
        var step = new Step();
        JobHandle job = scheduler.Schedule(step.RunAsync);
        Task drained = scheduler.DrainAsync();
        Task stopped = scheduler.StopAsync(StopMode.CancelQueued);
        Assert.Equal(1, (await scheduler.GetStatisticsAsync()).Running);
        Assert.False(drained.IsCompleted);
        Assert.False(stopped.IsCompleted);
        step.Succeed();
        await stopped.Soon();
        await drained.Soon();
        Assert.Equal(JobOutcome.Completed, (await job.Exit()).Outcome);
        JobHandle late = scheduler.Schedule(_ => Assert.Fail("It must not run."));
        Assert.Equal(JobOutcome.Rejected, (await late.Exit()).Outcome);
        Assert.Equal(1, (await scheduler.GetStatisticsAsync()).Rejected);
    }

    [Fact]
    public async Task Inline_work_is_canceled_by_its_handle_its_token_and_a_stop()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(0));
        using var source = new CancellationTokenSource();
        JobHandle[] jobs =
        [
            scheduler.Schedule(new Step().RunUntilCanceledAsync),
            scheduler.Schedule(new Step().RunUntilCanceledAsync, options: null, source.Token),
            scheduler.Schedule(new Step().RunUntilCanceledAsync),
        ];
        Assert.True(jobs[0].Cancel("one"));
        await source.CancelAsync();
        await scheduler.StopAsync(StopMode.CancelRunning, "three").Soon();
        JobExit[] exits = await Task.WhenAll(jobs.Select(j => j.Exit()));
        Assert.All(exits, e => Assert.Equal((JobOutcome.Canceled, true), (e.Outcome, e.CancelRequested)));
        Assert.Equal(["one", "three"], [exits[0].CancelReasons[0], exits[2].CancelReasons[^1]]);
    }

    [Fact]
    public async Task Inline_work_whose_token_is_canceled_already_never_runs()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(0));
        JobHandle job = scheduler.Schedule(_ => Assert.Fail("It must not run."), null, new CancellationToken(canceled: true));
        Assert.Equal((JobOutcome.Canceled, 0), ((await job.Exit()).Outcome, (await job.Exit()).Attempts));
    }

    [Fact]
    public async Task Inline_attempts_follow_each_other_at_once_and_leave_the_callers_context_alone()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(0));
        var local = new AsyncLocal<int> { Value = 1 };
        using AsyncFlowControl suppressed = ExecutionContext.SuppressFlow();
        int attempts = 0;
        JobHandle<int> job = scheduler.Schedule(
            context =>
            {
                local.Value = 2;
                return ++attempts < 3 ? throw new InvalidOperationException() : context.Attempt;
            },
            new() { Retry = RetryPolicy.Fixed(3, TimeSpan.FromHours(1)) });
        Assert.True(ExecutionContext.IsFlowSuppressed());
        Assert.Equal(1, local.Value);
        Assert.Equal(3, job.GetAwaiter().GetResult());
    }

    [Fact]
    public async Task A_process_cannot_run_inline()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(0));
        Assert.Throws<InvalidOperationException>(() => scheduler.Schedule(Job.Process("true")));
        Assert.Throws<InvalidOperationException>(() => scheduler.Schedule((Job)Job.Process("true")));
    }
}
