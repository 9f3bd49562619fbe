using System.Runtime.CompilerServices;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Callers;

/// <summary>What is kept is counted for the whole process, so nothing else may run beside these.</summary>
[Collection(AloneCollection.Name)]
public sealed class CallerMemoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Contract", "CALL-46")]
    public async Task A_finished_call_keeps_neither_its_function_nor_its_target(bool onWorker)
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        (JobHandle handle, WeakReference target) = await CallAsync(caller, onWorker);
        await caller.CallSoon(() => { }).Done();        // the thread has let go of the call before
        if (onWorker) await caller.ToThread(() => { }).Done();
        await Task.Yield();     // off the stack of what has just ended
        CallerIdentityTests.CollectUntilGone(target);
        Assert.False(target.IsAlive);
        GC.KeepAlive(handle);
    }

    [Fact]
    [Trait("Contract", "CALL-46")]
    public async Task A_million_calls_leave_no_growth()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", CallerThread.ThreadPool);
        await CallManyAsync(caller, 10_000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await CallManyAsync(caller, 1_000_000);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        // Other tests run beside this one.
        Assert.True(grown < 2_000_000, $"{grown} bytes are left of a million calls");
    }

    private static async Task CallManyAsync(Caller caller, int count)
    {
        for (int i = 0; i < count; i++) await caller.CallSoon(static () => 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(JobHandle Handle, WeakReference Target)> CallAsync(Caller caller, bool onWorker)
    {
        var target = new Target();
        JobHandle<int> handle = onWorker ? caller.ToThread(target.Get) : caller.CallSoon(target.Get);
        await handle.Value();
        return (handle, new WeakReference(target));
    }

    private sealed class Target
    {
        private readonly int _value = 3;

        public int Get() => _value;
    }
}
