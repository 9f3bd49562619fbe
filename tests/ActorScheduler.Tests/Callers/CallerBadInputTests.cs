using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Callers;

/// <summary>What is refused is refused with the error that its documentation names, and has changed nothing.</summary>
public sealed class CallerBadInputTests
{
    private static readonly Action Nothing = () => { };
    private static readonly JobOptions Delayed = new() { Delay = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task A_refused_call_changes_nothing()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        await caller.WaitForStartedAsync().Soon();
        Caller child = caller.GetOrAddChild("child");
        await child.WaitForStartedAsync().Soon();
        JobHandle other = node.Scheduler(1).Schedule(_ => { });
        (Type Error, Func<object?> Call)[] refused =
        [
            (typeof(ArgumentException), () => node.Node.CreateCaller("")),
            (typeof(ArgumentOutOfRangeException), () => node.Node.CreateCaller("d", (CallerThread)9)),
            (typeof(ArgumentException), () => caller.GetOrAddChild("")),
            (typeof(ArgumentException), () => caller.GetOrAddChild("d", CallerThread.Current)),
            (typeof(ArgumentException), () => caller.GetOrAddChild("d", (CallerThread)9)),
            (typeof(InvalidOperationException), () => caller.GetOrAddChild("child", CallerThread.ThreadPool)),
            (typeof(ArgumentNullException), () => caller.Post((Action)null!)),
            (typeof(ArgumentNullException), () => caller.CallSoon((Action)null!)),
            (typeof(ArgumentNullException), () => caller.CallLater(TimeSpan.Zero, (Action)null!)),
            (typeof(ArgumentNullException), () => caller.ToThread((Action)null!)),
            (typeof(ArgumentNullException), () => caller.OpenQueue((Action<int>)null!)),
            (typeof(ArgumentNullException), () => caller.RunOn((TaskScheduler)null!, Nothing)),
            (typeof(ArgumentNullException), () => caller.RunOn((SynchronizationContext)null!, Nothing)),
            (typeof(ArgumentException), () => caller.CallSoon(Nothing, new() { Priority = 1 })),
            (typeof(ArgumentException), () => caller.CallSoon(Nothing, new() { Groups = ["g"] })),
            (typeof(ArgumentException), () => caller.CallSoon(Nothing, new() { After = [other] })),
            (typeof(ArgumentException), () => caller.CallSoon(Nothing, new() { Retry = RetryPolicy.Exponential(2) })),
            (typeof(ArgumentException), () => caller.ToThread(Nothing, Delayed)),
            (typeof(ArgumentException), () => caller.RunOn(TaskScheduler.Default, Nothing, Delayed)),
            (typeof(InvalidOperationException), () => { caller.Start(); return null; }),
            (typeof(InvalidOperationException), () => caller.RunAsync(_ => Task.CompletedTask)),
            (typeof(ArgumentNullException), () => caller.RunAsync(null!)),
            (typeof(ArgumentOutOfRangeException), () => caller.AsCompleted(Array.Empty<JobHandle>(), 0)),
            (typeof(ArgumentOutOfRangeException), () => caller.WaitAsync([other], (ReturnWhen)9)),
            (typeof(ArgumentOutOfRangeException),
                () => caller.RunPendingGroupAsync((PendingGroupMode)9, _ => Task.CompletedTask)),
            (typeof(ArgumentNullException), () => caller.RunPendingGroupAsync(PendingGroupMode.Ignore, null!)),
        ];
        string before = Snapshot(node.Node);
        for (int i = 0; i < refused.Length; i++)
        {
            Exception error = Assert.Throws(refused[i].Error, () => { _ = refused[i].Call(); });
            Assert.NotEmpty(error.Message);
            Assert.True(before == Snapshot(node.Node), $"{i}: {before} became {Snapshot(node.Node)}");
        }

        Assert.Equal(5, await caller.CallSoon(() => 5).Value());
    }

    [Fact]
    public async Task A_stopped_caller_refuses_what_cannot_come_back_canceled()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        await caller.DisposeAsync().AsTask().Soon();
        string before = Snapshot(node.Node);
        Assert.Throws<InvalidOperationException>(() => caller.GetOrAddChild("d"));
        Assert.Throws<InvalidOperationException>(() => { _ = caller.RunOn(TaskScheduler.Default, Nothing); });
        Assert.Throws<InvalidOperationException>(caller.Start);
        Assert.Throws<InvalidOperationException>(() => { _ = caller.RunAsync(_ => Task.CompletedTask); });
        Assert.Equal(CallerState.Stopped, caller.Stop(force: true));
        await caller.DisposeAsync().AsTask().Soon();
        Assert.Equal(before, Snapshot(node.Node));
    }

    [Fact]
    [Trait("Contract", "CALL-4")]
    public async Task The_caller_of_a_thread_is_not_given_to_another_node()
    {
        using var host = new HostLoop();
        await using TestNode node = await TestNode.StartAsync(), foreign = await TestNode.StartAsync();
        Caller caller = await host.InvokeAsync(() => node.Node.CreateCaller("gui", CallerThread.Current));
        await caller.WaitForStartedAsync().Soon();
        string before = Snapshot(foreign.Node);
        await Assert.ThrowsAsync<ArgumentException>(
            () => host.InvokeAsync(() => foreign.Node.CreateCaller("gui", CallerThread.Current)));
        Assert.Equal(before, Snapshot(foreign.Node));
        Assert.Same(caller, await host.InvokeAsync(() => node.Node.CreateCaller(null, CallerThread.Current)));
    }

    [Fact]
    [Trait("Contract", "GRP-12")]
    public async Task What_a_pending_group_refuses_leaves_it_as_it_was()
    {
        await using TestNode node = await TestNode.StartAsync(), foreign = await TestNode.StartAsync();
        var step = new Step();
        JobHandle stranger = foreign.Scheduler(1).Schedule(step.RunAsync);
        PendingGroup group = node.Node.CreatePendingGroup();
        var inside = new Step();
        JobHandle member = null!;
        Task<PendingGroupExit> run = group.RunAsync(async _ =>
        {
            member = node.Scheduler(1).Schedule(inside.RunAsync);
            await inside.Started;
        });
        await inside.Started;
        Assert.Throws<ArgumentException>(() => { group.Add(stranger); });
        Assert.Throws<ArgumentNullException>(() => { group.Add(null!); });
        Assert.Throws<InvalidOperationException>(() => { _ = group.RunAsync(_ => Task.CompletedTask); });
        Assert.Equal([member], group.Members);
        Assert.False(group.IsCancelRequested);
        Assert.False(run.IsCompleted);
        inside.Succeed();
        step.Succeed();
        PendingGroupExit exit = await run.Soon();
        Assert.False(exit.Canceled);
    }

    // The Callers of the node, their states and their children: other tests have Callers of their own.
    private static string Snapshot(SchedulerNode node)
    {
        Actors.NodeServices here = node.Adopt(Task.CompletedTask).Core.Node;
        return string.Join("; ", Caller.All(runningOnly: false)
            .Where(caller => caller.Core.Node == here)
            .Select(caller => $"{caller} [{string.Join(", ", caller.Children)}]"));
    }
}
