using System.Collections.Concurrent;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class DuplicityTestsConcurrency
{
    [Fact]
    [Trait("Contract", "DUP-7")]
    public async Task Submitting_waits_for_a_slot_and_no_job_waits_inside()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(2));
        Step[] steps = [new(), new(), new()];
        JobHandle first = await scheduler.ScheduleAsync(steps[0].RunAsync).Soon();
        _ = await scheduler.ScheduleAsync(steps[1].RunAsync).Soon();
        Assert.False(first.IsCompleted);
        Task<JobHandle> third = scheduler.ScheduleAsync(steps[2].RunAsync);
        SchedulerStatistics now = await scheduler.GetStatisticsAsync();
        Assert.Equal((2, 0, 1), (now.Running, now.Waiting, now.AtDoor));
        Assert.False(third.IsCompleted);
        steps[1].Succeed();
        JobHandle admitted = await third.Soon();
        await steps[2].Started;
        steps[0].Succeed();
        steps[2].Succeed();
        await admitted.Done();
    }

    [Fact]
    [Trait("Contract", "DUP-7")]
    public async Task Schedule_itself_never_waits_and_is_refused_where_nothing_may_wait()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(1));
        var step = new Step();
        JobHandle running = scheduler.Schedule(step.RunAsync);
        JobHandle refused = scheduler.Schedule(_ => { });
        var error = await Assert.ThrowsAsync<JobRejectedException>(() => refused.Done());
        Assert.Equal(new RejectReason.QueueFull(0, 0), error.Reason);
        step.Succeed();
        await running.Done();
    }

    [Fact]
    [Trait("Contract", "DUP-8")]
    public async Task One_at_a_time_runs_in_strict_order_and_never_overlaps()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(1));
        var order = new ConcurrentQueue<int>();
        int running = 0, overlaps = 0;
        for (int i = 0; i < 300; i++)
        {
            int number = i;
            _ = await scheduler.ScheduleAsync(async _ =>
            {
                if (Interlocked.Increment(ref running) > 1) Interlocked.Increment(ref overlaps);
                order.Enqueue(number);
                await Task.Yield();
                Interlocked.Decrement(ref running);
            }).Soon();
        }

        await scheduler.DrainAsync().Soon();
        Assert.Equal(0, overlaps);
        Assert.Equal(Enumerable.Range(0, 300), order);
    }

    [Fact]
    [Trait("Contract", "DUP-9")]
    public async Task No_more_than_N_run_at_any_instant_and_N_do_run()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(3));
        Step[] full = [new(), new(), new()];
        foreach (Step step in full) _ = await scheduler.ScheduleAsync(step.RunAsync).Soon();
        await Task.WhenAll(full.Select(s => s.Started));
        foreach (Step step in full) step.Succeed();
        int running = 0, most = 0;
        for (int i = 0; i < 300; i++)
        {
            _ = await scheduler.ScheduleAsync(async _ =>
            {
                int now = Interlocked.Increment(ref running);
                lock (full) most = Math.Max(most, now);
                await Task.Yield();
                Interlocked.Decrement(ref running);
            }).Soon();
        }

        await scheduler.DrainAsync().Soon();
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    [Trait("Contract", "DUP-10")]
    public async Task Submitters_that_wait_are_let_in_in_the_order_in_which_they_came()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(1));
        var first = new Step();
        _ = await scheduler.ScheduleAsync(first.RunAsync).Soon();
        var order = new ConcurrentQueue<int>();
        Task<JobHandle>[] waiting =
            [.. Enumerable.Range(0, 50).Select(i => scheduler.ScheduleAsync(_ => order.Enqueue(i)))];
        Assert.Equal(50, (await scheduler.GetStatisticsAsync()).AtDoor);
        first.Succeed();
        foreach (Task<JobHandle> accepted in waiting) await (await accepted.Soon()).Done();
        Assert.Equal(Enumerable.Range(0, 50), order);
    }

    [Fact]
    [Trait("Contract", "DUP-11")]
    public async Task What_a_job_sets_for_its_own_flow_reaches_neither_its_submitter_nor_the_next_job()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var local = new AsyncLocal<string?> { Value = "submitter" };
        JobHandle<string> first = scheduler.Schedule(_ =>
        {
            string seen = local.Value ?? "nothing";
            local.Value = "job";
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            return seen;
        });
        JobHandle<(string, bool)> second =
            scheduler.Schedule(_ => (local.Value ?? "nothing", SynchronizationContext.Current is null));
        Assert.Equal("submitter", await first.Value());
        Assert.Equal(("submitter", true), await second.Value());
        Assert.Equal("submitter", local.Value);
    }

    [Fact]
    [Trait("Contract", "DUP-12")]
    public async Task State_is_bound_at_the_time_of_the_call()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        var jobs = new List<JobHandle<int>>();
        int variable;
        for (variable = 0; variable < 10; variable++) jobs.Add(scheduler.Schedule(variable, static (n, _) => n * n));
        int[] squares = await Task.WhenAll(jobs.Select(j => j.Value()));
        Assert.Equal(Enumerable.Range(0, 10).Select(n => n * n), squares);
        var seen = new ConcurrentBag<int>();
        await scheduler.Schedule(1, (n, _) => seen.Add(n)).Done();
        await scheduler.Schedule(2, async (n, _) => { await Task.Yield(); seen.Add(n); }).Done();
        Assert.Equal(3, await scheduler.Schedule(3, async (n, _) => { await Task.Yield(); return n; }).Value());
        Assert.Equal([1, 2], seen.Order());
    }
}
