namespace ActorScheduler.Tests.Scheduling;

/// <summary>A make jobserver as a limit of a whole node.</summary>
public sealed class JobserverNodeTests
{
    [Fact]
    [Trait("Contract", "PORT-43")]
    public async Task No_more_jobs_run_than_the_jobserver_has_tokens_over_all_schedulers()
    {
        using MakeJobserver jobserver = MakeJobserver.Create(2);
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { Jobserver = jobserver });
        Scheduler one = node.Scheduler(4), other = node.Scheduler(4);
        Step[] steps = [new(), new(), new()];
        JobHandle first = one.Schedule(steps[0].RunAsync);
        await steps[0].Started;
        JobHandle second = other.Schedule(steps[1].RunAsync);
        await steps[1].Started;
        Assert.Equal(1, jobserver.HeldTokens);      // the first job is free
        JobHandle third = one.Schedule(steps[2].RunAsync);
        Assert.IsType<HoldReason.Jobserver>(await third.GetHoldReasonAsync());
        steps[1].Succeed();
        await second.Done();
        await steps[2].Started;
        steps[0].Succeed();
        steps[2].Succeed();
        await first.Done();
        await third.Done();
    }

    [Fact]
    public async Task All_tokens_are_back_when_the_node_is_disposed_and_one_that_is_waited_for_is_given_up()
    {
        using MakeJobserver jobserver = MakeJobserver.Create(2);
        JobserverToken mine = await jobserver.AcquireAsync().AsTask().Soon();
        TestNode node = await TestNode.StartAsync(new NodeOptions { Jobserver = jobserver });
        Scheduler scheduler = node.Scheduler(4);
        var step = new Step();
        _ = scheduler.Schedule(step.RunUntilCanceledAsync);
        JobHandle waiting = scheduler.Schedule(_ => { });
        await step.Started;
        Assert.IsType<HoldReason.Jobserver>(await waiting.GetHoldReasonAsync());
        await node.DisposeAsync();
        mine.Dispose();
        // Both are free again: nobody stands in the line before us.
        using JobserverToken first = await jobserver.AcquireAsync().AsTask().Soon();
        using JobserverToken second = await jobserver.AcquireAsync().AsTask().Soon();
        Assert.Equal(1, jobserver.HeldTokens);
    }

    [Fact]
    [Trait("Contract", "PORT-43")]
    public async Task A_jobserver_that_is_disposed_under_running_jobs_limits_nothing_any_more()
    {
        MakeJobserver jobserver = MakeJobserver.Create(1);
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { Jobserver = jobserver });
        Scheduler scheduler = node.Scheduler(4);
        Step[] steps = [new(), new(), new()];
        foreach (Step step in steps) _ = scheduler.Schedule(step.RunAsync);
        await steps[0].Started;
        _ = await scheduler.GetStatisticsAsync();
        jobserver.Dispose();
        await Task.WhenAll(steps.Select(s => s.Started));
        foreach (Step step in steps) step.Succeed();
        await scheduler.DrainAsync().Soon();
        Assert.Equal(1, await scheduler.Schedule(_ => 1).Value());
    }

    [Fact]
    public async Task A_failed_scheduler_gives_its_tokens_back()
    {
        using MakeJobserver jobserver = MakeJobserver.Create(1);
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { Jobserver = jobserver });
        Scheduler broken = node.Scheduler(2), other = node.Scheduler(1);
        var step = new Step();
        JobHandle running = broken.Schedule(step.RunUntilCanceledAsync);
        JobHandle waiting = broken.Schedule(_ => { });
        await step.Started;
        Assert.IsType<HoldReason.Jobserver>(await waiting.GetHoldReasonAsync());
        LostSchedulerTests.Break(running);
        Assert.Equal(JobOutcome.Lost, (await waiting.Exit()).Outcome);
        Assert.Equal(1, await other.Schedule(_ => 1).Value());
    }
}
