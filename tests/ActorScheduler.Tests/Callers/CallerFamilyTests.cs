using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Callers;

public sealed class CallerFamilyTests
{
    [Fact]
    [Trait("Contract", "CALL-27")]
    [Trait("Contract", "CALL-30")]
    public async Task A_child_is_found_by_its_name_among_its_parents_own_children()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller parent = node.Node.CreateCaller("p");
        Caller child = parent.GetOrAddChild("a");
        Caller grandchild = child.GetOrAddChild("b");
        Assert.Same(child, parent.GetOrAddChild("a"));
        Assert.NotSame(grandchild, parent.GetOrAddChild("b"));
        Assert.NotSame(parent.GetOrAddChild(), parent.GetOrAddChild());
        IReadOnlyList<Caller> before = parent.Children;
        Assert.Equal(4, before.Count);
        await child.DisposeAsync().AsTask().Soon();
        Assert.Equal(4, before.Count);
        Assert.DoesNotContain(child, parent.Children);
        Assert.NotSame(child, parent.GetOrAddChild("a"));
    }

    [Fact]
    [Trait("Contract", "CALL-28")]
    [Trait("Contract", "CALL-29")]
    public async Task A_child_inherits_its_parents_settings_and_a_name_has_one_kind_of_thread()
    {
        await using TestNode node = await TestNode.StartAsync();
        var options = new CallerOptions { MaxIdleWorkers = 3, Protected = true };
        Caller parent = node.Node.CreateCaller("p", CallerThread.ThreadPool, options);
        Caller child = parent.GetOrAddChild("a");
        Assert.Equal(CallerThread.ThreadPool, child.Thread);
        Assert.Equal(3, child.Options.MaxIdleWorkers);
        Assert.False(child.Options.Protected);
        Assert.Equal(4, parent.GetOrAddChild("b", options: new() { MaxIdleWorkers = 4 }).Options.MaxIdleWorkers);
        Assert.Throws<InvalidOperationException>(() => parent.GetOrAddChild("a", CallerThread.Dedicated));
        Assert.Throws<ArgumentException>(() => parent.GetOrAddChild("c", CallerThread.Current));
        Assert.Equal(2, parent.Children.Count);
    }

    [Fact]
    [Trait("Contract", "CALL-31")]
    [Trait("Contract", "CALL-32")]
    public async Task A_parent_that_stops_stops_protected_children_too_and_waits_for_them()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller parent = node.Node.CreateCaller("p");
        Caller child = parent.GetOrAddChild("a", options: new() { Protected = true });
        Assert.Same(parent, child.Parent);
        var step = new Step();
        _ = child.CallSoon(step.RunAsync);
        await step.Started;
        parent.Stop();
        Assert.Equal(CallerState.Stopping, child.State);
        Assert.Equal(CallerState.Stopping, parent.State);
        step.Succeed();
        await parent.WaitForStoppedAsync().Soon();
        Assert.Equal(CallerState.Stopped, child.State);
        Assert.Null(child.Parent);
    }

    [Fact]
    [Trait("Contract", "CALL-33")]
    public async Task A_caller_that_stops_takes_no_children()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller parent = node.Node.CreateCaller("p");
        await parent.DisposeAsync().AsTask().Soon();
        Assert.Throws<InvalidOperationException>(() => parent.GetOrAddChild("a"));
        Assert.Empty(parent.Children);
    }
}
