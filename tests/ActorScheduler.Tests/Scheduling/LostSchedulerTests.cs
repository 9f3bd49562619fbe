using ActorScheduler.Actors;

namespace ActorScheduler.Tests.Scheduling;

public sealed class LostSchedulerTests
{
    [Fact]
    public async Task When_a_schedulers_actor_fails_nothing_that_somebody_waits_for_stays_open()
    {
        var time = new ManualTime();
        using var log = new TestLog();
        await using TestNode node =
            await TestNode.StartAsync(new NodeOptions { TimeProvider = time, LoggerFactory = log });
        Scheduler scheduler = node.Scheduler(new SchedulerOptions
        {
            MaxJobs = 2, QueueCapacity = 6, GroupLimits = new Dictionary<GroupKey, int> { ["paused"] = 0 },
        });
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Step pulled = new(), started = new();
        JobHandle running = scheduler.Schedule(
            async context =>
            {
                await using CancellationTokenRegistration link = context.CancellationToken.Register(asked.SetResult);
                await started.RunAsync(context);
            },
            new() { Timeout = TimeSpan.FromHours(1) });
        await started.Started;
        Task<int> run = scheduler.RunAllAsync([Job.Run(pulled.RunUntilCanceledAsync), Job.Run(_ => { })]).RunToEndAsync();
        await pulled.Started;
        JobHandle[] jobs =
        [
            running,
            scheduler.Schedule(_ => { }),
            scheduler.Schedule(_ => { }, new() { Groups = ["paused"] }),
            scheduler.Schedule(_ => { }, new() { Delay = TimeSpan.FromHours(1) }),
            scheduler.Schedule(_ => { }, new() { After = [running] }),
        ];
        JobHandle barrier = scheduler.InsertBarrier();
        jobs = [.. jobs, scheduler.Schedule(_ => { }), scheduler.Schedule(_ => { })];
        Task<JobHandle> atDoor = scheduler.ScheduleAsync(_ => { });
        Task drained = scheduler.DrainAsync(), stopped = scheduler.StopAsync(StopMode.Drain);
        Break(running);
        foreach (JobHandle job in jobs)
        {
            var lost = await Assert.ThrowsAsync<JobLostException>(() => job.Done());
            Assert.IsType<InvalidCastException>(lost.InnerException);
            Assert.Equal(-1, (await job.Exit()).ExitCode);
        }

        await asked.Task.Soon();        // what still runs is asked to stop
        await barrier.Exit();
        await drained.Soon();
        await stopped.Soon();
        await Assert.ThrowsAnyAsync<Exception>(() => atDoor.Soon());
        Assert.NotEqual(0, await run.Soon());
        Assert.Equal(0, time.ArmedTimers);
        Assert.Contains("scheduler test", await log.FirstError, StringComparison.Ordinal);
        started.Succeed();
    }

    [Fact]
    public async Task What_comes_after_the_failure_is_lost_as_well_and_every_question_is_answered()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        JobHandle first = scheduler.Schedule(_ => { });
        await first.Done();
        Break(first);
        JobHandle late = scheduler.Schedule(_ => Assert.Fail("It must not run."));
        JobExit exit = await late.Exit();
        Assert.Equal(JobOutcome.Lost, exit.Outcome);
        Assert.True(exit.ScheduledAt.Year > 2000);
        Assert.IsType<JobLostException>(exit.Exception);
        await Assert.ThrowsAsync<JobLostException>(() => scheduler.ScheduleAsync(_ => { }).Soon());
        await Assert.ThrowsAsync<JobLostException>(() => late.Accepted.Soon());
        await first.Accepted.Soon();
        Assert.Equal(JobOutcome.Lost, (await scheduler.InsertBarrier().Exit()).Outcome);
        await scheduler.DrainAsync().Soon();
        Assert.Equal(1, (await scheduler.GetStatisticsAsync().Soon()).Completed);
        Assert.Null(await late.GetHoldReasonAsync().Soon());
        Assert.Equal(-2, await scheduler.RunAllAsync([Job.Run(_ => { })]).RunToEndAsync().Soon());
        Assert.False(late.Cancel());
        scheduler.SetMaxJobs(3);
        scheduler.CancelAll();
        scheduler.Terminate();
        await scheduler.StopAsync(StopMode.Kill).Soon();
        Scheduler other = node.Scheduler(1);
        Assert.Equal(1, await other.Schedule(_ => 1).Value());      // its neighbours live on
    }

    // A message that says one thing and carries another: the turn throws.
    private static void Break(JobHandle any) =>
        ((SchedulerCore)any.Core).Tell(SchedulerMessageKind.Submit, new object());
}
