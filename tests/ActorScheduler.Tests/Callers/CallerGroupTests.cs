using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Callers;

public sealed class CallerGroupTests
{
    [Fact]
    [Trait("Contract", "GRP-1")]
    [Trait("Contract", "GRP-16")]
    public async Task Calls_and_worker_calls_of_a_body_join_the_group_of_their_Caller()
    {
        await using TestNode node = await TestNode.StartAsync();
        await using Caller caller = node.Node.CreateCaller("c", CallerThread.ThreadPool);
        PendingGroup group = caller.CreatePendingGroup(new PendingGroupOptions { Mode = PendingGroupMode.CancelAndThrow });
        var gate = new TaskCompletionSource();
        JobHandle? soon = null, worker = null;
        Task<PendingGroupExit> left = group.RunAsync(_ =>
        {
            soon = caller.CallSoon(() => gate.Task);
            worker = caller.ToThread(() => gate.Task);
            return Task.CompletedTask;
        });
        Assert.Same(caller, group.Caller);
        Assert.False(left.IsCompleted);
        gate.SetResult();
        await left.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(soon!.IsCompleted && worker!.IsCompleted);
    }

    [Fact]
    [Trait("Contract", "GRP-3")]
    public async Task A_failing_call_cancels_the_other_members()
    {
        await using TestNode node = await TestNode.StartAsync();
        await using Caller caller = node.Node.CreateCaller("c", CallerThread.ThreadPool);
        JobHandle? other = null;
        AggregateException thrown = await Assert.ThrowsAsync<AggregateException>(() => caller.RunPendingGroupAsync(
            PendingGroupMode.Ignore,
            group =>
            {
                other = caller.CallLater(TimeSpan.FromHours(1), () => { });
                _ = caller.CallSoon(() => throw new InvalidDataException("bad"));
                return Task.CompletedTask;
            }));
        Assert.IsType<InvalidDataException>(Assert.Single(thrown.InnerExceptions));
        Assert.Equal(JobState.Canceled, other!.State);
    }

    [Fact]
    [Trait("Contract", "CALL-43")]
    [Trait("Contract", "MGR-6")]
    public async Task A_call_that_joins_nothing_keeps_what_it_runs_out_of_the_group_too()
    {
        await using TestNode node = await TestNode.StartAsync();
        await using Caller caller = node.Node.CreateCaller("c", CallerThread.ThreadPool);
        var gate = new TaskCompletionSource();
        JobHandle? apart = null, inside = null;
        await caller.RunPendingGroupAsync(PendingGroupMode.CancelAndThrow, async _ =>
        {
            apart = caller.CallSoon(
                async () =>
                {
                    inside = caller.CallSoon(() => gate.Task);
                    await gate.Task;
                },
                new JobOptions { Trackers = JobTrackers.None });
            await caller.CallSoon(() => { });
        });
        Assert.False(apart!.IsCompleted || inside!.IsCompleted);
        gate.SetResult();
        await apart;
    }

    [Fact]
    [Trait("Contract", "CALL-64")]
    public async Task A_queue_is_seen_by_managers_and_never_by_groups()
    {
        await using TestNode node = await TestNode.StartAsync();
        await using Caller caller = node.Node.CreateCaller("c", CallerThread.ThreadPool);
        var manager = new PendingManager();
        CallQueue<int>? queue = null;
        using (manager.Activate())
        {
            await caller.RunPendingGroupAsync(PendingGroupMode.CancelAndThrow, _ =>
            {
                queue = caller.OpenQueue<int>(_ => { });
                return Task.CompletedTask;
            }).WaitAsync(TimeSpan.FromSeconds(30));
        }

        Assert.Contains(queue!.Completion, manager.Members);
        await queue.DisposeAsync();
    }

    [Fact]
    [Trait("Contract", "CALL-75")]
    public async Task Downloads_are_shown_as_they_complete_and_pulled_lazily()
    {
        await using TestNode node = await TestNode.StartAsync();
        await using Caller caller = node.Node.CreateCaller("c", CallerThread.ThreadPool);
        IEnumerable<JobHandle<int>> squares = Enumerable.Range(1, 20).Select(n => caller.ToThread(() => n * n));
        int sum = 0;
        await foreach (JobHandle<int> done in caller.AsCompleted(squares, maxConcurrent: 4)) sum += await done;
        Assert.Equal(2870, sum);
    }
}
