using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Pending;

public sealed class PendingWaitingTests
{
    [Fact]
    [Trait("Contract", "PEND-13")]
    [Trait("Contract", "PEND-14")]
    [Trait("Contract", "PEND-15")]
    [Trait("Contract", "PEND-16")]
    public async Task Callbacks_come_in_order_before_waiters_and_one_that_throws_or_was_taken_back_harms_none()
    {
        using var log = new TestLog();
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { LoggerFactory = log });
        var step = new Step();
        JobHandle job = node.Scheduler(1).Schedule(step.RunAsync);
        await step.Started;
        List<string> seen = [];
        Task waiter = Wait();
        using IDisposable first = job.OnExit(_ => seen.Add("first"));
        using IDisposable second = job.OnExit(_ => throw new InvalidDataException("listener"));
        IDisposable removed = job.OnExit(_ => seen.Add("removed"));
        using IDisposable third = job.OnExit(_ => seen.Add("third"));
        removed.Dispose();
        step.Succeed();
        await waiter.Soon();
        Assert.Equal(["first", "third", "waiter"], seen);
        Assert.Contains(log.Exceptions, e => e is InvalidDataException);
        var late = new TaskCompletionSource();
        using IDisposable after = job.OnExit(_ => late.SetResult());
        await late.Task.Soon();

        async Task Wait()
        {
            await job;
            seen.Add("waiter");
        }
    }

    [Fact]
    [Trait("Contract", "PEND-17")]
    [Trait("Contract", "PEND-18")]
    [Trait("Contract", "PEND-19")]
    [Trait("Contract", "PEND-20")]
    public async Task Giving_up_a_wait_leaves_the_job_alone_unless_the_wait_was_linked()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(3);
        Step[] steps = [new(), new(), new()];
        JobHandle[] jobs = [.. steps.Select(step => scheduler.Schedule(step.RunUntilCanceledAsync))];
        foreach (Step step in steps) await step.Started;
        using var source = new CancellationTokenSource();
        Task protectedWait = jobs[0].WaitForExitAsync(source.Token), linked = jobs[1].AwaitLinkedAsync(source.Token);
        Task timed = jobs[2].AwaitLinkedAsync(TimeSpan.FromSeconds(5));
        Task<JobExit> other = jobs[1].WaitForExitAsync();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => protectedWait.Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => linked.Soon());
        time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<TimeoutException>(() => timed.Soon());
        Assert.Equal([false, true, true], jobs.Select(job => job.IsCancelRequested));
        Assert.Equal(JobOutcome.Canceled, (await other.Soon()).Outcome);        // one impatient waiter cancels it for all
        Assert.Equal(JobOutcome.Canceled, (await jobs[2].Exit()).Outcome);
        steps[0].Succeed();
        await jobs[0].Done();
        Assert.Equal(7, await node.Node.Adopt(Task.FromResult(7)).AwaitLinkedAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    [Trait("Contract", "PEND-22")]
    public async Task Blocking_on_a_job_from_elsewhere_leaves_it_alone_and_from_inside_is_refused()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        var step = new Step();
        JobHandle job = scheduler.Schedule(step.RunAsync);
        Assert.False(job.AsTask().Wait(TimeSpan.Zero));
        Assert.False(job.IsCancelRequested);
        step.Succeed();
        await job.Done();
        JobHandle self = null!;
        using var known = new SemaphoreSlim(0);
        self = scheduler.Schedule(_ =>
        {
            known.Wait();
            self.AsTask().Wait(Guard.Limit);
        });
        known.Release();
        Exception? error = (await self.Exit()).Exception;
        Assert.Contains("itself", (error as AggregateException)?.InnerException?.Message ?? error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Contract", "PEND-23")]
    public async Task All_waiters_on_all_threads_are_released()
    {
        await using TestNode node = await TestNode.StartAsync();
        var step = new Step();
        JobHandle job = node.Scheduler(1).Schedule(step.RunAsync);
        await step.Started;
        Task[] waiters =
        [
            .. Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await job)),
            .. Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() => job.AsTask().Wait(Guard.Limit), TaskCreationOptions.LongRunning)),
            job.WaitForExitAsync(), new[] { job }.WaitAsync(), job.AwaitLinkedAsync(CancellationToken.None),
        ];
        step.Succeed();
        await Task.WhenAll(waiters).Soon();
    }

    [Fact]
    [Trait("Contract", "PEND-24")]
    [Trait("Contract", "PEND-25")]
    public async Task Cancel_and_wait_gives_the_exit_whatever_it_is_and_can_give_up()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        Step deaf = new();
        Assert.Equal(["why"], (await scheduler.Schedule(new Step().RunUntilCanceledAsync).CancelAsync("why").Soon()).CancelReasons);
        JobHandle job = scheduler.Schedule(deaf.RunAsync);
        await deaf.Started;
        using var source = new CancellationTokenSource();
        Task<JobExit> gaveUp = job.CancelAsync("why", source.Token), shielded = job.CancelAsync();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gaveUp.Soon());
        Assert.False(shielded.IsCompleted);
        deaf.Succeed();
        Assert.Equal(JobOutcome.Canceled, (await shielded.Soon()).Outcome);
        JobHandle done = scheduler.Schedule(_ => { });
        await done;
        Assert.Equal(JobOutcome.Completed, (await done.CancelAsync().Soon()).Outcome);
    }

    [Fact]
    [Trait("Contract", "PEND-24")]
    public async Task A_job_that_would_wait_for_its_own_cancellation_is_not_canceled()
    {
        await using TestNode node = await TestNode.StartAsync();
        JobHandle self = null!;
        using var known = new SemaphoreSlim(0);
        self = node.Scheduler(1).Schedule(job =>
        {
            known.Wait();
            Assert.Throws<InvalidOperationException>(() => { _ = self.CancelAsync(); });
        });
        known.Release();
        Assert.Equal(JobOutcome.Completed, (await self.Exit()).Outcome);
    }
}
