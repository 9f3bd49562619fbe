using System.Runtime.CompilerServices;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Callers;

public sealed class CallerIdentityTests
{
    [Fact]
    [Trait("Contract", "CALL-1")]
    [Trait("Contract", "CALL-9")]
    public async Task Ids_are_never_used_again_and_the_current_one_needs_no_caller()
    {
        await using TestNode node = await TestNode.StartAsync();
        Assert.Null(Caller.CurrentId);
        Caller first = node.Node.CreateCaller();
        Assert.Equal(first.Id, await first.CallSoon(() => Caller.CurrentId).Value());
        await first.DisposeAsync().AsTask().Soon();
        Assert.True(node.Node.CreateCaller().Id > first.Id);
    }

    [Fact]
    [Trait("Contract", "CALL-2")]
    [Trait("Contract", "CALL-4")]
    [Trait("Contract", "CALL-5")]
    [Trait("Contract", "CALL-6")]
    public Task A_thread_has_one_caller_and_asking_again_gives_the_same() => OnThreadAsync("its name", async () =>
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Caller caller = node.CreateCaller(null, CallerThread.Current, new() { AutoStart = false });
        Assert.Equal("its name", caller.Name);
        Assert.Throws<InvalidOperationException>(
            () => node.CreateCaller(null, CallerThread.Current, new() { AutoStart = false }));
        int thread = Environment.CurrentManagedThreadId;
        Task run = caller.RunAsync(async self =>
        {
            await Task.Yield();
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            Assert.Same(self, Caller.Current);
            Assert.Same(self, node.CreateCaller(null, CallerThread.Current));
            Assert.Same(self, node.CreateCaller(self.Name, CallerThread.Current));
            Assert.Throws<ArgumentException>(() => node.CreateCaller("another", CallerThread.Current));
            Assert.Throws<InvalidOperationException>(
                () => node.CreateCaller(self.Name, CallerThread.Current, new() { AutoStart = false }));
            Caller fresh = node.CreateCaller(self.Name);
            Assert.NotSame(self, fresh);
        });
        // It ran on this thread, before RunAsync returned.
        Assert.True(run.IsCompletedSuccessfully, run.Exception?.ToString());
        Assert.Null(Caller.Current);
    });

    [Fact]
    [Trait("Contract", "CALL-3")]
    public Task A_thread_without_a_context_has_nothing_to_run_a_caller_by_itself() => OnThreadAsync("bare", async () =>
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Assert.Throws<InvalidOperationException>(() => node.CreateCaller("c", CallerThread.Current));
    });

    [Fact]
    [Trait("Contract", "CALL-70")]
    public async Task A_host_loop_runs_the_calls_of_its_caller_through_its_synchronization_context()
    {
        using var host = new HostLoop();
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = await host.InvokeAsync(() => node.Node.CreateCaller("gui", CallerThread.Current));
        Assert.Same(caller, await host.InvokeAsync(() => node.Node.CreateCaller("gui", CallerThread.Current)));
        int thread = await caller.CallSoon(async () =>
        {
            await Task.Yield();
            return Environment.CurrentManagedThreadId;
        }).Value();
        Assert.Equal(host.ThreadId, thread);
        await caller.DisposeAsync().AsTask().Soon();
    }

    [Fact]
    [Trait("Contract", "CALL-26")]
    public async Task One_whose_host_loop_has_ended_is_stopped_and_not_found_any_more()
    {
        var host = new HostLoop();
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = await host.InvokeAsync(() => node.Node.CreateCaller("gui", CallerThread.Current));
        await caller.CallSoon(() => { }).Done();
        host.Dispose();
        JobHandle call = caller.CallSoon(() => { });
        await caller.WaitForStoppedAsync().Soon();
        Assert.True(call.IsCompleted);
        Assert.False(Caller.TryGet(caller.Id, out _));
    }

    [Fact]
    [Trait("Contract", "CALL-7")]
    [Trait("Contract", "CALL-8")]
    public async Task It_is_found_by_its_id_until_it_begins_to_stop()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        Caller unstarted = node.Node.CreateCaller("d", options: new() { AutoStart = false });
        await caller.WaitForStartedAsync().Soon();
        Assert.True(Caller.TryGet(caller.Id, out Caller? found));
        Assert.Same(caller, found);
        Assert.Contains(caller, Caller.All());
        Assert.DoesNotContain(unstarted, Caller.All());
        Assert.Contains(unstarted, Caller.All(runningOnly: false));
        var step = new Step();
        _ = caller.CallSoon(step.RunAsync);
        await step.Started;
        Assert.Equal(CallerState.Stopping, caller.Stop());
        Assert.False(Caller.TryGet(caller.Id, out _));
        Assert.DoesNotContain(caller, Caller.All(runningOnly: false));
        step.Succeed();
    }

    [Fact]
    [Trait("Contract", "CALL-10")]
    public async Task Nothing_keeps_one_alive_that_has_stopped()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller parent = node.Node.CreateCaller("parent");
        WeakReference[] gone = [await StoppedAsync(node), await StoppedChildAsync(parent)];
        await Task.Yield();     // off the stack of what has just ended
        CollectUntilGone(gone);
        Assert.All(gone, g => Assert.False(g.IsAlive));
        GC.KeepAlive(parent);
    }

    /// <summary>A thread of the pool that has just run something may still have it on its stack.</summary>
    internal static void CollectUntilGone(params WeakReference[] references)
    {
        for (int i = 0; i < 100 && references.Any(r => r.IsAlive); i++) Collect();
    }

    internal static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> StoppedAsync(TestNode node)
    {
        Caller caller = node.Node.CreateCaller("c", CallerThread.ThreadPool);
        await caller.CallSoon(() => 1).Value();
        await caller.DisposeAsync().AsTask().Soon();
        return new WeakReference(caller);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> StoppedChildAsync(Caller parent)
    {
        Caller caller = parent.GetOrAddChild("c", CallerThread.ThreadPool);
        await caller.DisposeAsync().AsTask().Soon();
        return new WeakReference(caller);
    }

    private static Task OnThreadAsync(string name, Func<Task> body)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                body().GetAwaiter().GetResult();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        { IsBackground = true, Name = name };
        thread.Start();
        return done.Task.Soon();
    }
}
