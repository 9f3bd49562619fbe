using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Pending;

public sealed class WaitTests
{
    [Fact]
    [Trait("Contract", "CALL-83")]
    [Trait("Contract", "CALL-82")]
    public async Task It_gives_those_that_have_ended_and_those_that_have_not_and_throws_for_neither()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(4);
        var step = new Step();
        JobHandle bad = scheduler.Schedule(_ => { throw new InvalidDataException(); }), slow = scheduler.Schedule(step.RunAsync);
        await bad.Exit();
        Task<WaitResult<JobHandle>> wait = new[] { slow, bad, slow }.WaitAsync(timeout: TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(wait.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        WaitResult<JobHandle> result = await wait.Soon();
        Assert.Same(bad, Assert.Single(result.Done));
        Assert.Same(slow, Assert.Single(result.NotDone));
        step.Succeed();
        Assert.Equal([slow, bad], (await new[] { slow, bad }.WaitAsync().Soon()).Done);
    }

    [Fact]
    public async Task The_longest_timeout_there_is_is_none()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle slow = scheduler.Schedule(step.RunAsync);
        Task<WaitResult<JobHandle>> wait = new[] { slow }.WaitAsync(timeout: TimeSpan.MaxValue);
        Task linked = slow.AwaitLinkedAsync(TimeSpan.MaxValue);
        time.Advance(TimeSpan.FromDays(100));
        step.Succeed();
        Assert.Same(slow, Assert.Single((await wait.Soon()).Done));
        await linked.Soon();
    }

    [Theory]
    [InlineData(JobOutcome.Completed)]
    [InlineData(JobOutcome.Failed)]
    [InlineData(JobOutcome.Canceled)]
    [Trait("Contract", "CALL-84")]
    public async Task Each_condition_is_met_when_it_says(JobOutcome outcome)
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        Step first = new(), second = new();
        JobHandle[] jobs = [scheduler.Schedule(first.RunUntilCanceledAsync), scheduler.Schedule(second.RunUntilCanceledAsync)];
        Task<WaitResult<JobHandle>> any = jobs.WaitAsync(ReturnWhen.FirstCompleted);
        Task<WaitResult<JobHandle>> exception = jobs.WaitAsync(ReturnWhen.FirstException);
        Task<WaitResult<JobHandle>> all = jobs.WaitAsync();
        if (outcome == JobOutcome.Canceled) jobs[0].Cancel();
        else if (outcome == JobOutcome.Failed) first.Fail(new InvalidDataException());
        else first.Succeed();
        Assert.Equal([jobs[0]], (await any.Soon()).Done);
        if (outcome != JobOutcome.Completed) Assert.Equal([jobs[1]], (await exception.Soon()).NotDone);
        Assert.False(all.IsCompleted);
        second.Succeed();
        Assert.Empty((await all.Soon()).NotDone);
        Assert.Contains(jobs[0], (await exception.Soon()).Done);
    }

    [Fact]
    [Trait("Contract", "CALL-85")]
    [Trait("Contract", "CALL-87")]
    public async Task What_is_satisfied_already_returns_without_waiting()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var step = new Step();
        JobHandle ended = scheduler.Schedule(_ => { }), slow = scheduler.Schedule(step.RunAsync);
        await ended;
        Assert.True(new[] { ended }.WaitAsync().IsCompleted);
        Assert.True(new[] { slow, ended }.WaitAsync(ReturnWhen.FirstCompleted).IsCompleted);
        Assert.True(new[] { slow }.WaitAsync(timeout: TimeSpan.Zero).IsCompleted);
        Task<WaitResult<JobHandle>> none = Array.Empty<JobHandle>().WaitAsync();
        Assert.True(none.IsCompleted);
        Assert.Empty((await none).Done);
        Assert.Empty((await none).NotDone);
        step.Succeed();
    }

    [Fact]
    [Trait("Contract", "CALL-86")]
    public async Task Giving_up_cancels_no_member_and_leaves_nothing_behind()
    {
        await using TestNode node = await TestNode.StartAsync();
        var step = new Step();
        JobHandle job = node.Scheduler(1).Schedule(step.RunUntilCanceledAsync);
        using var source = new CancellationTokenSource();
        Task<WaitResult<JobHandle>> wait = new[] { job }.WaitAsync(cancellationToken: source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.Soon());
        Assert.False(job.IsCancelRequested);
        step.Succeed();
        Assert.Equal(JobOutcome.Completed, (await job.Exit()).Outcome);
    }

    [Fact]
    [Trait("Contract", "CALL-88")]
    public async Task Tasks_become_handles_in_the_result()
    {
        await using TestNode node = await TestNode.StartAsync();
        var slow = new TaskCompletionSource<int>();
        Task<int> quick = Task.FromResult(1);
        WaitResult<JobHandle<int>> result = await node.Node.WaitAsync([slow.Task, quick, quick], ReturnWhen.FirstCompleted).Soon();
        Assert.Equal(1, await Assert.Single(result.Done));
        JobHandle<int> rest = Assert.Single(result.NotDone);
        slow.SetResult(2);
        Assert.Equal(2, await rest.Value());
    }

    [Fact]
    [Trait("Contract", "CALL-78")]
    public async Task Bad_input_is_refused()
    {
        await using TestNode node = await TestNode.StartAsync();
        JobHandle self = null!;
        using var known = new SemaphoreSlim(0);
        self = node.Scheduler(1).Schedule(job =>
        {
            known.Wait();
            Assert.Throws<InvalidOperationException>(() => { _ = new[] { self }.WaitAsync(); });
        });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new[] { self }.WaitAsync((ReturnWhen)9); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new[] { self }.WaitAsync(timeout: TimeSpan.FromTicks(-1)); });
        Assert.Throws<ArgumentNullException>(() => { _ = new[] { self, null! }.WaitAsync(); });
        known.Release();
        await self.Done();
    }
}
