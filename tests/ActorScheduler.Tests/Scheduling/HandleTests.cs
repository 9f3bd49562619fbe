using System.Collections.Concurrent;

namespace ActorScheduler.Tests.Scheduling;

public sealed class HandleTests
{
    [Fact]
    public async Task An_await_in_a_synchronization_context_resumes_there()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        Step step = new(), valued = new();
        JobHandle job = scheduler.Schedule(step.RunAsync);
        JobHandle<int> value = scheduler.Schedule(async c => { await valued.RunAsync(c); return 3; });
        using var loop = new LoopContext();
        Task<bool> waits = loop.Run(async () =>
        {
            await job;
            bool first = loop.IsHere;
            return await value == 3 && first && loop.IsHere;
        });
        step.Succeed();
        valued.Succeed();
        Assert.True(await waits.Soon());
        Assert.True(await loop.Run(async () =>
        {
            await job.AsTask().ConfigureAwait(false);
            return true;
        }).Soon());
    }

    [Fact]
    public async Task An_await_on_a_task_scheduler_resumes_there()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle job = scheduler.Schedule(step.RunAsync);
        var pair = new ConcurrentExclusiveSchedulerPair();
        Task<bool> waits = Task.Factory.StartNew(
            async () =>
            {
                await job;
                return TaskScheduler.Current == pair.ExclusiveScheduler;
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            pair.ExclusiveScheduler).Unwrap();
        step.Succeed();
        Assert.True(await waits.Soon());
    }

    [Fact]
    public async Task A_task_made_of_a_handle_needs_no_context_to_end()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        using var loop = new LoopContext();
        Assert.True(await loop.Run(() =>
        {
            JobHandle<int> job = scheduler.Schedule(_ => 1);
            // Blocks the loop's thread: nothing that the task needs may be posted there.
            return Task.FromResult(job.AsTask().Wait(Guard.Limit) && job.WaitForExitAsync().Wait(Guard.Limit));
        }).Soon());
    }

    [Fact]
    public async Task Thousands_may_await_one_job()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle job = scheduler.Schedule(step.RunAsync);
        int resumed = 0;
        Task[] waiters =
        [
            .. Enumerable.Range(0, 20_000).Select(async _ =>
            {
                await job;
                Interlocked.Increment(ref resumed);
            }),
        ];
        step.Succeed();
        await Task.WhenAll(waiters).Soon();
        Assert.Equal(20_000, resumed);
    }

    [Fact]
    public async Task After_an_await_counts_and_limits_no_longer_include_the_job()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(new SchedulerOptions { MaxJobs = 1, QueueCapacity = 0 });
        for (int i = 0; i < 500; i++)
        {
            // With no capacity to wait this is refused unless the slot of the one before is free.
            await scheduler.Schedule(_ => { }).Done();
            SchedulerStatistics now = await scheduler.GetStatisticsAsync();
            Assert.Equal((0, i + 1), (now.Running, now.Completed));
        }
    }

    [Fact]
    public async Task Accepted_tells_of_room_in_the_queue_of_a_refusal_and_of_a_cancel()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(new SchedulerOptions { MaxJobs = 1, QueueCapacity = 1 });
        var step = new Step();
        JobHandle running = scheduler.Schedule(step.RunAsync);
        JobHandle queued = scheduler.Schedule(_ => { });
        JobHandle refused = scheduler.Schedule(_ => { });
        Task early = queued.Accepted;
        await running.Accepted.Soon();
        await early.Soon();
        var error = await Assert.ThrowsAsync<JobRejectedException>(() => refused.Accepted.Soon());
        Assert.Equal(new RejectReason.QueueFull(1, 1), error.Reason);
        Assert.Equal(error.Reason, (await Assert.ThrowsAsync<JobRejectedException>(() => refused.Done())).Reason);
        using var source = new CancellationTokenSource();
        Task<JobHandle> atDoor = scheduler.ScheduleAsync(_ => { }, null, source.Token);
        _ = await scheduler.GetStatisticsAsync();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => atDoor.Soon());
        queued.Cancel();
        await queued.Exit();
        await queued.Accepted.Soon();       // it was, before it was canceled
        step.Succeed();
        await running.Done();
        await running.Accepted.Soon();
    }

    [Fact]
    public async Task A_delayed_job_is_refused_where_none_may_wait()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(1));
        var later = new JobOptions { Delay = TimeSpan.FromSeconds(1) };
        await Assert.ThrowsAsync<JobRejectedException>(() => scheduler.ScheduleAsync(_ => { }, later).Soon());
        await (await scheduler.ScheduleAsync(_ => { }).Soon()).Done();
    }

    [Fact]
    public async Task Work_sees_the_context_of_its_submitter_also_after_it_awaited_and_gives_nothing_back()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var local = new AsyncLocal<string?> { Value = "a" };
        JobHandle<string> first = scheduler.Schedule(async _ =>
        {
            string before = local.Value ?? "-";
            local.Value = "changed";
            await Task.Yield();
            return before + local.Value;
        });
        local.Value = "b";
        JobHandle<string> second = scheduler.Schedule(_ => local.Value ?? "-");
        local.Value = null;
        JobHandle<string> third = scheduler.Schedule(_ => local.Value ?? "-");
        JobHandle<string> suppressed;
        local.Value = "c";
        using (ExecutionContext.SuppressFlow()) suppressed = scheduler.Schedule(_ => local.Value ?? "-");
        Assert.Equal("achanged", await first.Value());
        Assert.Equal("b", await second.Value());
        Assert.Equal("-", await third.Value());
        Assert.Equal("-", await suppressed.Value());
        Assert.Equal("c", local.Value);
    }

    [Fact]
    public async Task Work_is_told_about_itself()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = "v" };
        var contexts = new ConcurrentQueue<JobContext>();
        JobHandle job = scheduler.Schedule(
            context =>
            {
                contexts.Enqueue(context);
                if (context.Attempt == 1) throw new InvalidDataException();
            },
            new() { Name = "mine", Tags = tags, Retry = RetryPolicy.Fixed(2) });
        await job.Done();
        JobContext last = contexts.Last();
        Assert.Equal(("mine", job.Id, 2), (last.Name, last.JobId, last.Attempt));
        Assert.Equal(tags, last.Tags);
        Assert.True(contexts.First() == last);
        Assert.Equal("mine (Completed)", job.ToString());
    }

    [Fact]
    public async Task Waiting_for_oneself_by_any_verb_is_refused()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var self = new TaskCompletionSource<JobHandle>();
        JobHandle job = scheduler.Schedule(async context =>
        {
            JobHandle me = self.Task.GetAwaiter().GetResult();
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await me);
            await Assert.ThrowsAsync<InvalidOperationException>(() => me.AwaitLinkedAsync(CancellationToken.None));
            await Assert.ThrowsAsync<InvalidOperationException>(() => me.WaitForExitAsync());
        });
        self.SetResult(job);
        await job.Done();
    }
}
