using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Groups;

/// <summary>What groups and their users say to each other, told as small stories.</summary>
public sealed class LendingTests
{
    private static readonly GroupKey Key = "k";
    private readonly LendingWorld _world = new(seed: 1);

    [Fact]
    [Trait("Contract", "POOL-14")]
    public void A_group_without_limit_needs_no_message()
    {
        LendingUser user = _world.AddUser();
        user.End(user.Submit([Key], mustStart: true));
        Assert.Empty(user.Waiting);
        Assert.Equal(0, _world.Delivered);
        Assert.True(_world.IsQuiet);
    }

    [Fact]
    public void The_usual_admission_uses_permits_that_are_there()
    {
        LendingUser user = _world.AddUser();
        _world.SetLimit(Key, 5);
        user.Submit([Key], mustStart: true);
        _world.DeliverAll();
        long messages = _world.Delivered;
        for (int i = 0; i < 100; i++)
        {
            user.Submit([Key], mustStart: true);
            user.End(user.Running[0]);
        }

        Assert.Equal(messages, _world.Delivered);
        Assert.True(_world.IsQuiet);
    }

    [Fact]
    public void Idle_permits_come_back_when_another_user_asks()
    {
        LendingUser first = _world.AddUser(), second = _world.AddUser();
        _world.SetLimit(Key, 1);
        first.Submit([Key], mustStart: true);
        _world.DeliverAll();
        first.End(first.Running[0]);
        second.Submit([Key], mustStart: true);
        _world.DeliverAll();
        Assert.Single(second.Running);
    }

    [Fact]
    [Trait("Contract", "POOL-18")]
    [Trait("Contract", "POOL-19")]
    public void A_refusal_names_the_group_and_counts_the_jobs_of_all_users()
    {
        LendingUser first = _world.AddUser(), second = _world.AddUser();
        _world.SetLimit(Key, 3);
        for (int i = 0; i < 2; i++) first.Submit([Key], mustStart: true);
        second.Submit([Key], mustStart: true);
        _world.DeliverAll();
        PoolJob refused = second.Submit(["other", Key], mustStart: true);
        _world.DeliverAll();
        Assert.Equal(JobState.Rejected, refused.State);
        Assert.Equal(new RejectReason.GroupFull(Key, 3, 3), refused.Extras!.Rejection);
        Assert.Equal(0, second.Machine.GroupCount("other"));
    }

    [Fact]
    [Trait("Contract", "POOL-9")]
    public void A_new_limit_learns_who_is_inside_before_it_lends()
    {
        LendingUser first = _world.AddUser(), second = _world.AddUser();
        for (int i = 0; i < 3; i++) first.Submit([Key], mustStart: true);
        _world.SetLimit(Key, 2);
        _world.DeliverAll();
        PoolJob waits = second.Submit([Key], mustStart: false);
        _world.DeliverAll();
        Assert.Equal(JobState.Waiting, waits.State);
        first.End(first.Running[0]);
        _world.DeliverAll();
        Assert.Equal(JobState.Waiting, waits.State);
        first.End(first.Running[0]);
        _world.DeliverAll();
        Assert.Equal(JobState.Running, waits.State);
        Assert.Equal(2, _world.Held(Key));
    }

    [Fact]
    public void A_user_that_stops_leaves_its_permits_to_the_others()
    {
        LendingUser first = _world.AddUser(), second = _world.AddUser();
        _world.SetLimit(Key, 1);
        first.Submit([Key], mustStart: true);
        _world.DeliverAll();
        PoolJob waits = second.Submit([Key], mustStart: false);
        first.Machine.Stop(StopMode.Drain, null, _world.Tick());
        first.End(first.Running[0]);
        _world.DeliverAll();
        Assert.Equal(JobState.Running, waits.State);
    }

    [Fact]
    public void Jobs_of_different_users_are_served_in_the_order_of_their_age()
    {
        LendingUser first = _world.AddUser(), second = _world.AddUser();
        _world.SetLimit(Key, 1);
        first.Submit([Key], mustStart: true);
        _world.DeliverAll();
        PoolJob[] inOrder =
        [
            second.Submit([Key], mustStart: false), first.Submit([Key], mustStart: false),
            second.Submit([Key], mustStart: false), first.Submit([Key], mustStart: false),
        ];
        _world.DeliverAll();
        foreach (PoolJob next in inOrder)
        {
            LendingUser busy = _world.Users.Single(static u => u.Running.Count > 0);
            busy.End(busy.Running[0]);
            _world.DeliverAll();
            Assert.Equal(JobState.Running, next.State);
        }
    }

    [Fact]
    public void Two_users_that_need_the_same_two_groups_never_wait_for_each_other()
    {
        LendingUser first = _world.AddUser(), second = _world.AddUser();
        _world.SetLimit("a", 1);
        _world.SetLimit("b", 1);
        for (int i = 0; i < 20; i++)
        {
            first.Submit(["a", "b"], mustStart: false);
            second.Submit(["b", "a"], mustStart: false);
        }

        _world.Finish();
        Assert.Equal(20, first.Ended.Count);
        Assert.Equal(20, second.Ended.Count);
    }

    [Fact]
    public void Draining_a_group_waits_for_the_jobs_that_it_has_and_for_no_others()
    {
        LendingUser user = _world.AddUser();
        user.Submit([Key], mustStart: true);
        user.Machine.DrainGroup(Key, this);
        user.Submit([Key], mustStart: true);
        user.CarryOut();
        Assert.Equal(0, user.Drained);
        user.End(user.Running[0]);
        Assert.Equal(1, user.Drained);
    }

    [Fact]
    [Trait("Contract", "POOL-3")]
    public void The_default_limit_is_for_groups_without_their_own_and_counts_own_jobs()
    {
        LendingUser user = _world.AddUser(defaultLimit: 1), other = _world.AddUser(defaultLimit: 1);
        other.Submit([Key], mustStart: true);
        user.Submit([Key], mustStart: true);
        PoolJob refused = user.Submit([Key], mustStart: true);
        Assert.Equal(new RejectReason.GroupFull(Key, 1, 1), refused.Extras!.Rejection);
        _world.SetLimit(Key, 4);
        _world.DeliverAll();
        for (int i = 0; i < 2; i++) user.Submit([Key], mustStart: true);
        _world.DeliverAll();
        Assert.Equal(3, user.Running.Count);
        for (int i = 0; i < 2; i++) Assert.Equal(JobState.Running, user.Submit([], mustStart: true).State);
    }
}
