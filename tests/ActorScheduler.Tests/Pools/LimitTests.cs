namespace ActorScheduler.Tests.Pools;

/// <summary>Setting, clearing and reading limits.</summary>
public sealed class LimitTests
{
    [Fact]
    [Trait("Contract", "POOL-1")]
    [Trait("Contract", "POOL-2")]
    [Trait("Contract", "POOL-13")]
    public async Task MaxTasks_is_the_limit_of_the_implicit_group()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p", new() { MaxTasks = 2, DefaultLimit = 1 });
        Assert.Equal(2, pool.GetLimit(GroupKey.All));
        _ = rig.Hold(pool);
        _ = rig.Hold(pool, "g");
        Assert.Equal(new RejectReason.GroupFull(GroupKey.All, 2, 2), await PoolRig.RefusalAsync(rig.Hold(pool, "h")));
        Assert.Equal(2, await pool.GetCountAsync(GroupKey.All));
        pool.SetLimit(GroupKey.All, null);
        Assert.Null(pool.GetLimit(GroupKey.All));
        await rig.HoldRunningAsync(pool, "h");
        Assert.Equal(3, await pool.GetCountAsync(GroupKey.All));
    }

    [Fact]
    [Trait("Contract", "POOL-3")]
    public async Task DefaultLimit_is_for_groups_without_their_own_and_never_for_the_implicit_one()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p", new() { DefaultLimit = 1 });
        pool.SetLimit("wide", 2);
        _ = rig.Hold(pool, "g");
        Assert.Equal(new RejectReason.GroupFull("g", 1, 1), await PoolRig.RefusalAsync(rig.Hold(pool, "g")));
        await rig.HoldRunningAsync(pool, "wide");
        await rig.HoldRunningAsync(pool, "wide");
        Assert.Null(pool.GetLimit("g"));
        Assert.Equal(3, await pool.GetCountAsync(GroupKey.All));
    }

    [Fact]
    [Trait("Contract", "POOL-4")]
    [Trait("Contract", "POOL-7")]
    [Trait("Contract", "POOL-8")]
    public async Task A_limit_is_replaced_cleared_and_read_at_once()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p");
        Assert.Null(pool.GetLimit("never seen"));
        pool.SetLimit("g", 3);
        pool.SetLimit("g", 1);
        pool.SetLimit("g", 1);
        pool.SetLimit("other", 7);
        Assert.Equal(1, pool.GetLimit("g"));
        Assert.Equal(1, rig.Node.GetGroupLimit("g"));
        _ = rig.Hold(pool, "g");
        Assert.Equal(new RejectReason.GroupFull("g", 1, 1), await PoolRig.RefusalAsync(rig.Hold(pool, "g")));
        pool.ClearLimit("g");
        pool.ClearLimit("g");
        pool.SetLimit("g", null);
        Assert.Null(pool.GetLimit("g"));
        Assert.Equal(7, pool.GetLimit("other"));
        await rig.HoldRunningAsync(pool, "g");
    }

    [Fact]
    [Trait("Contract", "POOL-5")]
    public async Task A_negative_limit_is_refused_and_changes_nothing()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p");
        Scheduler scheduler = rig.Node.CreateScheduler("s");
        pool.SetLimit("g", 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.SetLimit("g", -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.SetLimit(GroupKey.All, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => rig.Node.SetGroupLimit("g", -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.SetGroupLimit("g", int.MinValue));
        Assert.Throws<ArgumentException>(() => rig.Node.SetGroupLimit(GroupKey.All, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TaskPoolOptions { MaxTasks = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TaskPoolOptions { DefaultLimit = -1 });
        Assert.Equal(2, pool.GetLimit("g"));
        Assert.Null(pool.GetLimit(GroupKey.All));
    }

    [Fact]
    [Trait("Contract", "POOL-6")]
    public async Task Zero_lets_nothing_new_in()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p");
        JobHandle inside = await rig.HoldRunningAsync(pool, "g");
        pool.SetLimit("g", 0);
        Assert.Equal(new RejectReason.GroupFull("g", 1, 0), await PoolRig.RefusalAsync(rig.Hold(pool, "g")));
        Assert.Equal(JobState.Running, inside.State);
        TaskPool paused = rig.Node.CreateTaskPool("paused", new() { MaxTasks = 0 });
        Assert.Equal(new RejectReason.GroupFull(GroupKey.All, 0, 0), await PoolRig.RefusalAsync(rig.Hold(paused)));
        JobHandle waits = paused.Spawn([], _ => { }, WhenFull.Wait);
        paused.SetLimit(GroupKey.All, 1);
        await waits;
    }

    [Fact]
    [Trait("Contract", "POOL-9")]
    [Trait("Contract", "POOL-10")]
    public async Task Lowering_stops_nobody_and_raising_holds_for_the_next_call()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p");
        pool.SetLimit("g", 3);
        var inside = new JobHandle[3];
        for (int i = 0; i < inside.Length; i++) inside[i] = await rig.HoldRunningAsync(pool, "g");
        pool.SetLimit("g", 2);
        Assert.Equal(new RejectReason.GroupFull("g", 3, 2), await PoolRig.RefusalAsync(rig.Hold(pool, "g")));
        inside[0].Cancel();
        await inside[0].WaitForExitAsync();
        Assert.Equal(new RejectReason.GroupFull("g", 2, 2), await PoolRig.RefusalAsync(rig.Hold(pool, "g")));
        pool.SetLimit("g", 3);
        JobHandle next = rig.Hold(pool, "g");
        JobHandle waits = pool.Spawn(["g"], _ => { }, WhenFull.Wait);
        await next.Accepted.WaitAsync(PoolRig.Patience);
        Assert.All(inside[1..], job => Assert.Equal(JobState.Running, job.State));
        pool.ClearLimit("g");
        await waits.WaitForExitAsync().WaitAsync(PoolRig.Patience);
    }

    [Fact]
    [Trait("Contract", "POOL-11")]
    public async Task Keys_are_compared_by_equality_and_know_no_hierarchy()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p");
        pool.SetLimit("foo", 0);
        pool.SetLimit(GroupKey.Of("foo", 1), 1);
        await rig.HoldRunningAsync(pool, GroupKey.Of("foo", 1));
        await rig.HoldRunningAsync(pool, GroupKey.Of("foo", "bar"));
        Assert.Equal(1, await pool.GetCountAsync(GroupKey.Of("foo", 1L)));
        Assert.Equal(0, await pool.GetCountAsync("foo"));
        Assert.Throws<ArgumentException>(() => GroupKey.Of(""));
        Assert.Throws<ArgumentNullException>(() => GroupKey.Of((string)null!));
        Assert.Throws<ArgumentException>(() => GroupKey.Of("a", ""));
    }

    [Fact]
    public async Task A_group_is_a_thing_of_the_node_and_shared_by_pools_and_schedulers()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        var limits = new Dictionary<GroupKey, int> { ["g"] = 2 };
        Scheduler scheduler = rig.Node.CreateScheduler("s", new() { GroupLimits = limits });
        TaskPool first = rig.Node.CreateTaskPool("first"), second = rig.Node.CreateTaskPool("second");
        JobHandle inside = await rig.HoldRunningAsync(first, "g");
        await rig.HoldRunningAsync(second, "g");
        Assert.Equal(new RejectReason.GroupFull("g", 2, 2), await PoolRig.RefusalAsync(rig.Hold(first, "g")));
        JobHandle waits = scheduler.Schedule(_ => { }, new() { Groups = ["g"] });
        Assert.Equal(new HoldReason.Group("g", 2, 2), await waits.GetHoldReasonAsync());
        Assert.Equal(2, await rig.Node.GetGroupCountAsync("g"));
        inside.Cancel();
        await waits.WaitForExitAsync().WaitAsync(PoolRig.Patience);
        Assert.Equal(1, await rig.Node.GetGroupCountAsync("g"));
        scheduler.SetGroupLimit("g", null);
        Assert.Null(rig.Node.GetGroupLimit("g"));
    }
}
