using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Groups;

/// <summary>
/// Jobs at the door of a bounded scheduler ask for permits as those in line do: the messages end while all that runs
/// goes on, and nobody sends a permit to and fro.
/// </summary>
public sealed class DoorTests
{
    private readonly LendingWorld _world = new(seed: 1);

    [Fact]
    public void A_job_that_gets_one_permit_and_lacks_another_does_not_ask_for_the_first_again()
    {
        LendingUser busy = _world.AddUser(), other = _world.AddUser(), bounded = AddBounded();
        _world.SetLimit("a", 2);
        _world.SetLimit("b", 2);
        PoolJob first = busy.Submit(["a"], mustStart: false);
        busy.Submit(["a", "b"], mustStart: false);
        other.Submit(["b"], mustStart: false);
        _world.DeliverAll();
        PoolJob[] atDoor = [SubmitToDoor(bounded, "a", "b"), SubmitToDoor(bounded, "a", "b")];
        _world.DeliverAll();
        PoolJob younger = busy.Submit(["a"], mustStart: false);
        _world.DeliverAll();
        busy.End(first);
        DeliverSoon();
        Assert.Equal(JobState.Running, younger.State);
        Assert.All(atDoor, job => Assert.Contains(job, bounded.Waiting));
        _world.Finish();
        Assert.Equal([1, 2], bounded.Starts);
    }

    [Fact]
    [Trait("Contract", "POOL-18")]
    public void Two_at_doors_that_lack_the_same_two_groups_leave_an_idle_permit_where_it_is()
    {
        LendingUser busy = _world.AddUser(), first = AddBounded(), second = AddBounded();
        _world.SetLimit("a", 1);
        _world.SetLimit("b", 1);
        busy.Submit(["b"], mustStart: false);
        _world.DeliverAll();
        SubmitToDoor(first, "a", "b");
        SubmitToDoor(second, "b", "a");
        DeliverSoon();
        PoolJob between = busy.Submit(["a"], mustStart: false);
        DeliverSoon();
        Assert.Equal(JobState.Running, between.State);
        FinishAll();
    }

    [Fact]
    public void At_doors_that_a_pause_keeps_shut_nobody_asks_for_permits()
    {
        LendingUser[] users = [AddBounded(), AddBounded()];
        _world.SetLimit("a", 1);
        _world.SetLimit("b", 0);
        _world.DeliverAll();
        foreach (LendingUser user in users) SubmitToDoor(user, "a", "b");
        DeliverSoon();
        Assert.All(users, static user => Assert.Single(user.Waiting));
        _world.SetLimit("b", 1);
        FinishAll();
    }

    [Fact]
    public void A_job_at_the_door_keeps_no_permit_while_no_slot_is_free()
    {
        LendingUser bounded = AddBounded(maxJobs: 1), other = _world.AddUser();
        _world.SetLimit("a", 1);
        PoolJob holder = other.Submit(["a"], mustStart: false);
        _world.DeliverAll();
        SubmitToDoor(bounded, "a");
        _world.DeliverAll();
        bounded.Submit([], mustStart: true);
        PoolJob younger = other.Submit(["a"], mustStart: false);
        other.End(holder);
        DeliverSoon();
        Assert.Equal(JobState.Running, younger.State);
        FinishAll();
    }

    [Fact]
    public void Who_is_recalled_from_after_it_has_left_gives_nothing_back()
    {
        LendingUser leaves = _world.AddUser(), other = _world.AddUser();
        _world.SetLimit("a", 1);
        leaves.Submit(["a"], mustStart: false);
        _world.DeliverAll();
        leaves.End(leaves.Running[0]);
        PoolJob waits = other.Submit(["a"], mustStart: false);
        _world.DeliverOne();        // the group asks for the permit, which lies idle
        leaves.Machine.Stop(StopMode.Drain, null, _world.Tick());
        leaves.CarryOut();
        DeliverSoon();
        Assert.Equal(JobState.Running, waits.State);
    }

    private LendingUser AddBounded(int? maxJobs = null) =>
        _world.AddUser(new SchedulerOptions { QueueCapacity = 0, MaxJobs = maxJobs });

    private static PoolJob SubmitToDoor(LendingUser user, params GroupKey[] groups) =>
        user.Submit(new JobOptions { Groups = groups }, JobFlags.WaitsForRoom);

    private void DeliverSoon()
    {
        long before = _world.Delivered;
        _world.DeliverAll();
        Assert.True(_world.Delivered - before < 200, "Permits go to and fro.");
    }

    private void FinishAll()
    {
        _world.Finish();
        Assert.All(_world.Users, static user => Assert.Empty(user.Waiting));
    }
}
