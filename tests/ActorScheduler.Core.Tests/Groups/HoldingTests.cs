using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Groups;

/// <summary>
/// A job whose permit was asked for holds the line until the lender's first word; whatever happens meanwhile, the line
/// moves on.
/// </summary>
public sealed class HoldingTests
{
    private static readonly GroupKey Key = "k";
    private readonly LendingWorld _world = new(seed: 1);

    [Fact]
    public void Who_comes_later_does_not_start_before_the_first_word_and_starts_after_it()
    {
        LendingUser user = Limited(1);
        PoolJob first = user.Submit([Key], mustStart: false);
        PoolJob behind = user.Submit([], mustStart: false);
        Assert.Equal([JobState.Waiting, JobState.Waiting], [first.State, behind.State]);
        Assert.Equal(new HoldReason.Group(Key, 1, 1), user.Machine.WhyHeld(first));
        _world.DeliverAll();
        Assert.Equal([first, behind], user.Running);
    }

    [Fact]
    public void A_higher_priority_passes_who_holds_the_line()
    {
        LendingUser user = Limited(1);
        user.Submit([Key], mustStart: false);
        Assert.Equal(JobState.Running, user.Submit(new JobOptions { Priority = 1 }, JobFlags.None).State);
    }

    [Fact]
    public void Room_that_comes_up_meanwhile_lets_nobody_pass_those_that_are_not_decided_about()
    {
        LendingUser user = _world.AddUser(new SchedulerOptions { QueueCapacity = 2, MaxJobs = null });
        _world.SetLimit(Key, 1);
        _world.DeliverAll();
        PoolJob first = user.Submit([Key], mustStart: false), second = user.Submit([], mustStart: false);
        PoolJob third = user.Submit([], mustStart: false);
        PoolJob urgent = user.Submit(new JobOptions { Priority = 1 }, JobFlags.None);
        Cancel(user, second);
        PoolJob latest = user.Submit(new JobOptions { Priority = 1 }, JobFlags.None);
        Assert.Equal(0, user.Machine.Running);
        _world.DeliverAll();
        Assert.Equal([first, urgent, latest, third], user.Running);
    }

    [Fact]
    public void A_no_lets_those_behind_pass()
    {
        LendingUser other = Limited(1), user = _world.AddUser();
        other.Submit([Key], mustStart: false);
        _world.DeliverAll();
        PoolJob first = user.Submit([Key], mustStart: false);
        PoolJob behind = user.Submit([], mustStart: false);
        _world.DeliverAll();
        Assert.Equal([JobState.Waiting, JobState.Running], [first.State, behind.State]);
        Assert.Equal(JobState.Running, user.Submit([], mustStart: false).State);
        other.End(other.Running[0]);
        _world.DeliverAll();
        Assert.Equal(JobState.Running, first.State);
    }

    [Fact]
    public void Who_starts_now_or_never_is_neither_refused_nor_started_before_the_first_word()
    {
        LendingUser user = Limited(1, maxJobs: 1);
        PoolJob first = user.Submit([Key], mustStart: true);
        PoolJob behind = user.Submit([], mustStart: true);
        Assert.Equal(0, user.Machine.Running);
        _world.DeliverAll();
        Assert.Equal([JobState.Running, JobState.Rejected], [first.State, behind.State]);
        Assert.Equal(new RejectReason.GroupFull(GroupKey.All, 1, 1), behind.Extras!.Rejection);
    }

    [Fact]
    public void Canceling_the_asker_moves_the_line_at_once()
    {
        LendingUser user = Limited(1);
        PoolJob first = user.Submit([Key], mustStart: false);
        PoolJob behind = user.Submit([], mustStart: false);
        Cancel(user, first);
        Assert.Equal(JobState.Running, behind.State);
        _world.Finish();
    }

    [Fact]
    public void Canceling_an_asker_that_starts_now_or_never_moves_the_line_at_once()
    {
        LendingUser user = Limited(1);
        PoolJob first = user.Submit([Key], mustStart: true);
        PoolJob behind = user.Submit([], mustStart: true), waits = user.Submit([], mustStart: false);
        Cancel(user, first);
        Assert.Equal([JobState.Running, JobState.Running], [behind.State, waits.State]);
        _world.Finish();
    }

    [Fact]
    public void Clearing_the_limit_lets_the_asker_in_without_an_answer()
    {
        LendingUser user = Limited(1);
        PoolJob first = user.Submit([Key], mustStart: false);
        _world.SetLimit(Key, null);
        _world.DeliverTo(user);
        Assert.Equal(JobState.Running, first.State);
        _world.Finish();
    }

    [Fact]
    public void A_limit_that_is_cleared_and_set_again_is_asked_for_anew()
    {
        LendingUser user = Limited(1, maxJobs: 1);
        user.Submit([], mustStart: false);
        PoolJob asks = user.Submit([Key], mustStart: false);
        _world.SetLimit(Key, null);
        _world.SetLimit(Key, 2);
        user.End(user.Running[0]);
        PoolJob behind = user.Submit([], mustStart: false);
        _world.DeliverAll();
        Assert.Equal([JobState.Running, JobState.Waiting], [asks.State, behind.State]);
        _world.Finish();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_lender_that_failed_while_it_was_asked_is_replaced_and_asked_anew(bool mustStart)
    {
        LendingUser user = Limited(1);
        PoolJob first = user.Submit([Key], mustStart);
        PoolJob behind = user.Submit([], mustStart);
        _world.FailLender(Key);
        _world.DeliverAll();
        Assert.Equal([first, behind], user.Running);
    }

    [Fact]
    public void A_pause_while_asking_lets_those_behind_pass()
    {
        LendingUser user = Limited(1);
        PoolJob first = user.Submit([Key], mustStart: false);
        PoolJob behind = user.Submit([], mustStart: false);
        _world.SetLimit(Key, 0);
        _world.DeliverTo(user);
        Assert.Equal([JobState.Waiting, JobState.Running], [first.State, behind.State]);
        _world.DeliverAll();
        _world.SetLimit(Key, 1);
        _world.DeliverAll();
        Assert.Equal(JobState.Running, first.State);
    }

    [Theory]
    [InlineData(StopMode.Drain)]
    [InlineData(StopMode.CancelQueued)]
    public void Stopping_while_asking_ends(StopMode mode)
    {
        LendingUser user = Limited(1);
        foreach (bool mustStart in (bool[])[false, true, false]) user.Submit([Key], mustStart);
        user.Submit([], mustStart: true);
        user.Machine.Stop(mode, null, _world.Tick());
        user.CarryOut();
        _world.Finish();
        Assert.True(user.Machine.IsStopped);
    }

    [Fact]
    public void A_user_that_learns_of_a_new_limit_late_does_not_break_the_order_of_another()
    {
        LendingUser idle = _world.AddUser(), user = _world.AddUser();
        _world.SetLimit(Key, 1);
        _world.DeliverTo(user);
        PoolJob first = user.Submit([Key], mustStart: false);
        PoolJob behind = user.Submit([], mustStart: false);
        _world.DeliverAll();
        Assert.Equal([first, behind], user.Running);
        Assert.Equal(0, idle.Machine.Running);
    }

    [Fact]
    public void What_waits_behind_a_full_scheduler_has_its_permits_before_its_turn()
    {
        LendingUser user = _world.AddUser(maxJobs: 1);
        GroupKey[] keys = [.. Enumerable.Range(0, 50).Select(static i => GroupKey.Of("g", i))];
        foreach (GroupKey key in keys) _world.SetLimit(key, 1);
        _world.DeliverAll();
        user.Submit([], mustStart: false);
        foreach (GroupKey key in keys) user.Submit([key], mustStart: false);
        _world.DeliverAll();
        long messages = _world.Delivered;
        for (int i = 0; i < keys.Length; i++) user.End(user.Running.Single());
        Assert.Equal(messages, _world.Delivered);
        Assert.Single(user.Running);
    }

    private LendingUser Limited(int limit, int? maxJobs = null)
    {
        LendingUser user = _world.AddUser(maxJobs);
        _world.SetLimit(Key, limit);
        _world.DeliverAll();
        return user;
    }

    private void Cancel(LendingUser user, PoolJob job)
    {
        user.Machine.Cancel(job, null, _world.Tick());
        user.CarryOut();
    }
}
