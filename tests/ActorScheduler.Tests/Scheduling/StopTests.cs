namespace ActorScheduler.Tests.Scheduling;

public sealed class StopTests
{
    [Theory]
    [InlineData(StopMode.Drain, JobOutcome.Completed, JobOutcome.Completed)]
    [InlineData(StopMode.CancelQueued, JobOutcome.Completed, JobOutcome.Canceled)]
    [InlineData(StopMode.CancelRunning, JobOutcome.Canceled, JobOutcome.Canceled)]
    [InlineData(StopMode.Kill, JobOutcome.Canceled, JobOutcome.Canceled)]
    public async Task Each_mode_says_what_becomes_of_what_runs_and_what_waits(StopMode mode, JobOutcome runs, JobOutcome waits)
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle running = scheduler.Schedule(step.RunUntilCanceledAsync);
        JobHandle waiting = scheduler.Schedule(_ => { });
        await step.Started;
        Task stopped = scheduler.StopAsync(mode, "because");
        JobHandle late = scheduler.Schedule(_ => { });
        Assert.Equal(JobOutcome.Rejected, (await late.Exit()).Outcome);
        Assert.False(stopped.IsCompleted && mode < StopMode.CancelRunning);
        step.Succeed();
        await stopped.Soon();
        Assert.Equal((runs, waits), ((await running.Exit()).Outcome, (await waiting.Exit()).Outcome));
        if (waits == JobOutcome.Canceled) Assert.Contains("because", (await waiting.Exit()).CancelReasons);
        if (runs == JobOutcome.Canceled) Assert.Contains("because", (await running.Exit()).CancelReasons);
        await scheduler.DrainAsync().Soon();
        await scheduler.InsertBarrier().Done();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_disposal_of_the_node_that_is_refused_stops_nothing(bool byCaller)
    {
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { Store = new MemoryStore() });
        Scheduler durable = node.Node.CreateScheduler("durable", new() { Durable = true });
        Scheduler scheduler = node.Scheduler(1);
        Caller caller = node.Node.CreateCaller("c");
        async Task DisposeAsync() => await node.Node.DisposeAsync();
        JobHandle dispose = byCaller ? caller.CallSoon(DisposeAsync) : scheduler.Schedule(_ => DisposeAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => dispose.Done());
        Assert.NotNull(node.Node.CreateScheduler("another"));
        Assert.Equal(JobOutcome.Completed, (await durable.Schedule(Job.Process("true")).Exit()).Outcome);
    }

    [Fact]
    public async Task A_further_stop_can_only_be_stricter()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle running = scheduler.Schedule(step.RunUntilCanceledAsync);
        JobHandle waiting = scheduler.Schedule(_ => { });
        Task drains = scheduler.StopAsync(StopMode.CancelQueued);
        Assert.Equal(JobOutcome.Canceled, (await waiting.Exit()).Outcome);
        Task milder = scheduler.StopAsync(StopMode.Drain);
        _ = await scheduler.GetStatisticsAsync();
        Assert.False(running.IsCancelRequested);
        await scheduler.StopAsync(StopMode.CancelRunning).Soon();
        await Task.WhenAll(drains, milder).Soon();
        Assert.Equal(JobOutcome.Canceled, (await running.Exit()).Outcome);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = scheduler.StopAsync((StopMode)9); });
    }

    [Fact]
    public async Task Giving_up_waiting_for_a_stop_does_not_undo_it()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle running = scheduler.Schedule(step.RunAsync);
        using var source = new CancellationTokenSource();
        Task stopped = scheduler.StopAsync(StopMode.Drain, null, source.Token);
        Task drained = scheduler.DrainAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drained);
        Assert.Equal(JobOutcome.Rejected, (await scheduler.Schedule(_ => { }).Exit()).Outcome);
        step.Succeed();
        await running.Done();
        await scheduler.StopAsync().Soon();
    }

    [Fact]
    public async Task Stopping_a_node_stops_its_schedulers_and_no_new_one_can_be_made()
    {
        SchedulerNode node = await SchedulerNode.StartAsync();
        Scheduler[] schedulers = [.. Enumerable.Range(0, 5).Select(i => node.CreateScheduler($"s{i}"))];
        Step[] steps = [.. schedulers.Select(_ => new Step())];
        JobHandle[] jobs = [.. schedulers.Zip(steps, (s, step) => s.Schedule(step.RunUntilCanceledAsync))];
        await Task.WhenAll(steps.Select(s => s.Started));
        Task stopped = node.StopAsync(StopMode.Drain);
        Assert.Throws<ObjectDisposedException>(() => node.CreateScheduler("late"));
        Assert.False(stopped.IsCompleted);
        steps[0].Succeed();
        Assert.Equal(JobOutcome.Completed, (await jobs[0].Exit()).Outcome);
        await node.DisposeAsync().AsTask().Soon();
        await stopped.Soon();
        foreach (JobHandle job in jobs.Skip(1)) Assert.Equal(JobOutcome.Canceled, (await job.Exit()).Outcome);
        await node.DisposeAsync().AsTask().Soon();
        Assert.Throws<ArgumentException>(() => node.CreateScheduler(""));
    }

    [Fact]
    public async Task Starting_a_node_can_be_given_up()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await SchedulerNode.StartAsync(null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_job_may_terminate_its_own_scheduler()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        JobHandle job = scheduler.Schedule(async context =>
        {
            scheduler.Terminate("from inside");
            await new Step().RunUntilCanceledAsync(context);
        });
        Assert.Equal((JobOutcome.Canceled, "from inside"), ((await job.Exit()).Outcome, (await job.Exit()).CancelReasons[0]));
        await scheduler.StopAsync().Soon();
    }
}
