using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class DuplicityTestsFailEarly
{
    [Fact]
    [Trait("Contract", "DUP-22")]
    public async Task The_first_to_end_in_failure_closes_the_scheduler_and_later_failures_do_not_replace_it()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(2));
        Step early = new(), late = new();
        JobHandle submittedFirst = await scheduler.ScheduleAsync(late.RunAsync).Soon();
        JobHandle submittedSecond = await scheduler.ScheduleAsync(early.RunAsync).Soon();
        var error = new InvalidDataException("first to end");
        early.Fail(error);
        await Assert.ThrowsAsync<InvalidDataException>(() => submittedSecond.Done());
        late.Fail(new InvalidOperationException("second to end"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => submittedFirst.Done());
        var refused = await Assert.ThrowsAsync<JobRejectedException>(() => scheduler.ScheduleAsync(_ => { }).Soon());
        Assert.Equal(new RejectReason.FailedEarlier(submittedSecond.Id, null), refused.Reason);
        Assert.Same(error, refused.InnerException);
    }

    [Fact]
    [Trait("Contract", "DUP-23")]
    public async Task Once_closed_every_submission_is_refused_with_that_failure_for_ever()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(2));
        var error = new InvalidDataException("bad");
        JobHandle failed = scheduler.Schedule(_ => { throw error; }, new() { Name = "culprit" });
        await failed.Exit();
        for (int i = 0; i < 3; i++)
        {
            var refused = await Assert.ThrowsAsync<JobRejectedException>(
                () => scheduler.ScheduleAsync(_ => Assert.Fail("It must not run.")).Soon());
            Assert.Same(error, refused.InnerException);
            Assert.Contains("culprit", refused.Message, StringComparison.Ordinal);
            await scheduler.DrainAsync().Soon();
        }

        SchedulerStatistics statistics = await scheduler.GetStatisticsAsync();
        Assert.Equal((1, 3, 0), (statistics.Failed, statistics.Rejected, statistics.Completed));
    }

    [Fact]
    [Trait("Contract", "DUP-24")]
    [Trait("Contract", "DUP-25")]
    public async Task Submitters_that_wait_are_refused_at_once_though_slots_are_taken_and_what_runs_is_left_alone()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(2));
        Step failing = new(), running = new();
        _ = await scheduler.ScheduleAsync(failing.RunAsync).Soon();
        JobHandle leftAlone = await scheduler.ScheduleAsync(running.RunUntilCanceledAsync).Soon();
        Task<JobHandle> forSlot = scheduler.ScheduleAsync(_ => Assert.Fail("It must not run."));
        _ = scheduler.InsertBarrier();
        Task<JobHandle> forBarrier = scheduler.ScheduleAsync(_ => Assert.Fail("It must not run."));
        failing.Fail(new InvalidDataException());
        await Assert.ThrowsAsync<JobRejectedException>(() => forSlot.Soon());
        await Assert.ThrowsAsync<JobRejectedException>(() => forBarrier.Soon());
        Assert.Equal(1, (await scheduler.GetStatisticsAsync()).Running);
        running.Succeed();
        JobExit exit = await leftAlone.Exit();
        Assert.Equal((JobOutcome.Completed, false), (exit.Outcome, exit.CancelRequested));
    }

    [Fact]
    [Trait("Contract", "DUP-24")]
    public async Task Jobs_that_wait_in_the_queue_are_canceled_and_name_the_failure()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(new SchedulerOptions { MaxJobs = 1, FailureMode = FailureMode.FailEarly });
        var step = new Step();
        JobHandle failed = scheduler.Schedule(step.RunAsync);
        JobHandle queued = scheduler.Schedule(_ => Assert.Fail("It must not run."));
        JobHandle dependent = scheduler.Schedule(_ => { }, new() { After = [queued] });
        var error = new InvalidDataException();
        step.Fail(error);
        var canceled = await Assert.ThrowsAsync<JobCanceledException>(() => queued.Done());
        Assert.Same(error, canceled.InnerException);
        canceled = await Assert.ThrowsAsync<JobCanceledException>(() => dependent.Done());
        Assert.Same(error, canceled.InnerException);
        Assert.Equal(JobOutcome.Failed, (await failed.Exit()).Outcome);
    }

    [Fact]
    [Trait("Contract", "DUP-26")]
    public async Task Who_has_seen_the_failure_cannot_get_another_job_in()
    {
        await using TestNode node = await TestNode.StartAsync();
        for (int i = 0; i < 50; i++)
        {
            Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(2));
            JobHandle failing = scheduler.Schedule(async _ => { await Task.Yield(); throw new InvalidDataException(); });
            await Assert.ThrowsAsync<InvalidDataException>(() => failing.Done());
            JobHandle next = scheduler.Schedule(_ => Assert.Fail("It must not run."));
            Assert.Equal(JobOutcome.Rejected, (await next.Exit()).Outcome);
        }
    }

    [Fact]
    [Trait("Contract", "DUP-27")]
    public async Task A_job_that_ends_by_a_cancellation_of_its_own_is_settled_and_is_no_failure()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(1));
        JobHandle canceled = await scheduler.ScheduleAsync(_ => throw new OperationCanceledException()).Soon();
        JobExit exit = await canceled.Exit();
        Assert.Equal((JobOutcome.Canceled, JobExit.CanceledExitCode, false), (exit.Outcome, exit.ExitCode, exit.CancelRequested));
        await Assert.ThrowsAsync<JobCanceledException>(() => canceled.Done());
        JobHandle<int> next = await scheduler.ScheduleAsync(_ => 1).Soon();
        Assert.Equal(1, await next.Value());
    }

    [Fact]
    public async Task Cancel_rest_asks_what_runs_to_cancel_as_well()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(new SchedulerOptions { MaxJobs = 2, FailureMode = FailureMode.CancelRest });
        Step failing = new(), running = new();
        _ = scheduler.Schedule(failing.RunAsync, new() { Name = "culprit" });
        JobHandle other = scheduler.Schedule(running.RunUntilCanceledAsync);
        await running.Started;
        failing.Fail(new InvalidDataException());
        JobExit exit = await other.Exit();
        Assert.Equal(JobOutcome.Canceled, exit.Outcome);
        Assert.Contains("culprit", Assert.Single(exit.CancelReasons), StringComparison.Ordinal);
    }
}
