namespace ActorScheduler.Tests.Scheduling;

/// <summary>
/// Short jobs, the scheduler's turns and what goes on after an await share one thread: nobody may notice it.
/// </summary>
public sealed class SharedThreadTests
{
    private static readonly AsyncLocal<string?> Mark = new();

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    public async Task Code_that_goes_on_after_a_job_may_block_on_the_next_job(int shortOnes)
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Node.CreateScheduler("s", new() { MaxJobs = 2 });
        for (int round = 0; round < 20; round++)
        {
            for (int i = 0; i < shortOnes; i++) _ = scheduler.Schedule(static _ => { });
            await Task.Run(async () =>
            {
                await scheduler.Schedule(static _ => { });
                Task next = scheduler.Schedule(static _ => { }).AsTask();
                Assert.True(next.Wait(Guard.Limit));        // blocks the thread that ran the job before
            }).Soon();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    public async Task A_job_may_wait_for_one_that_starts_after_it(int shortOnes)
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Node.CreateScheduler("s", new() { MaxJobs = 2 });
        for (int round = 0; round < 20; round++)
        {
            for (int i = 0; i < shortOnes; i++) _ = scheduler.Schedule(static _ => { });
            using var begun = new ManualResetEventSlim();
            JobHandle<bool> first = scheduler.Schedule(_ => begun.Wait(Guard.Limit));
            JobHandle second = scheduler.Schedule(_ => begun.Set());
            Assert.True(await first.Value());
            await second.Done();
        }
    }

    [Fact]
    public async Task What_code_after_an_await_sets_on_its_thread_is_not_seen_by_what_runs_next_there()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Node.CreateScheduler("s", new() { MaxJobs = 1 });
        var seen = new List<string?>();
        using var context = new OneThreadContext();
        for (int round = 0; round < 200; round++)
        {
            JobHandle first = scheduler.Schedule(static _ => { });
            var wentOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            first.GetAwaiter().UnsafeOnCompleted(() =>
            {
                Mark.Value = "left behind";
                SynchronizationContext.SetSynchronizationContext(context);
                wentOn.SetResult();
            });
            await wentOn.Task.Soon();
            JobHandle second = scheduler.Schedule(_ => Note());
            await second.Done();
            var after = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            JobHandle third = scheduler.Schedule(static _ => { });
            third.GetAwaiter().UnsafeOnCompleted(() =>
            {
                Note();
                after.SetResult();
            });
            await after.Task.Soon();
        }

        Assert.All(seen, Assert.Null);

        void Note()
        {
            lock (seen) seen.Add(Mark.Value ?? SynchronizationContext.Current?.GetType().Name);
        }
    }

    [Fact]
    public async Task Those_who_await_one_job_go_on_beside_each_other()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Node.CreateScheduler("s");
        var gate = new Step();
        JobHandle job = scheduler.Schedule(gate.RunAsync);
        using var second = new ManualResetEventSlim();
        Task<bool> first = GoOnAsync(() => second.Wait(Guard.Limit));
        Task<bool> other = GoOnAsync(() =>
        {
            second.Set();
            return true;
        });
        await gate.Started;
        gate.Succeed();
        Assert.All(await Task.WhenAll(first, other).Soon(), Assert.True);

        async Task<bool> GoOnAsync(Func<bool> then)
        {
            await job;
            return then();
        }
    }

    private sealed class OneThreadContext : SynchronizationContext, IDisposable
    {
        public void Dispose()
        {
        }
    }
}
