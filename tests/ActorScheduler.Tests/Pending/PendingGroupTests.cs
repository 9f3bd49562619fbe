using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Pending;

public sealed class PendingGroupTests
{
    [Fact]
    [Trait("Contract", "GRP-1")]
    [Trait("Contract", "GRP-2")]
    [Trait("Contract", "MGR-10")]
    public async Task Everything_scheduled_inside_joins_and_is_waited_for_also_what_members_schedule_on_other_threads()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        Step inner = new(), outer = new();
        JobHandle? child = null, called = null;
        var checkedAll = new TaskCompletionSource();
        JobHandle stranger = scheduler.Schedule(_ => { });
        Task<PendingGroupExit> run = node.Node.RunPendingGroupAsync(PendingGroupMode.Ignore, async group =>
        {
            called = ScheduleElsewhere(scheduler, outer);
            Assert.Contains(called, group.Members);
            Assert.DoesNotContain(stranger, group.Members);
            JobHandle parent = scheduler.Schedule(async _ =>
            {
                await Task.Yield();
                Assert.Same(group, PendingGroup.Current);
                child = scheduler.Schedule(inner.RunAsync);
            });
            await parent;
            Assert.DoesNotContain(parent, group.Members);
            Assert.Contains(child!, group.Members);
            checkedAll.SetResult();
        });
        await inner.Started;
        Assert.False(run.IsCompleted);
        outer.Succeed();
        await called!.Exit();
        await checkedAll.Task.Soon();
        Assert.False(run.IsCompleted);
        inner.Succeed();
        PendingGroupExit exit = await run.Soon();
        Assert.False(exit.Canceled);
        Assert.Empty(exit.Unfinished);
        Assert.True(child!.IsCompleted && called!.IsCompleted);
        Assert.Null(PendingGroup.Current);

        static JobHandle ScheduleElsewhere(Scheduler scheduler, Step step) => scheduler.Schedule(step.RunAsync);
    }

    [Theory]
    [InlineData(PendingGroupMode.Ignore)]
    [InlineData(PendingGroupMode.CancelAndThrow)]
    [InlineData(PendingGroupMode.CancelQuietly)]
    [InlineData(PendingGroupMode.IgnoreAndThrow)]
    [Trait("Contract", "GRP-3")]
    public async Task One_failure_cancels_the_rest_and_is_thrown_in_an_aggregate_in_every_mode(PendingGroupMode mode)
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var error = new InvalidDataException("bad");
        var other = new Step();
        JobHandle? rest = null;
        Task<PendingGroupExit> run = node.Node.RunPendingGroupAsync(mode, async g =>
        {
            rest = scheduler.Schedule(other.RunUntilCanceledAsync);
            await other.Started;
            _ = scheduler.Schedule(_ => { throw error; });
        });
        AggregateException thrown = await Assert.ThrowsAsync<AggregateException>(() => run.Soon());
        Assert.Same(error, Assert.Single(thrown.InnerExceptions));
        Assert.Equal(JobState.Canceled, rest!.State);
        Assert.Contains("bad", (await rest.Exit()).CancelReasons[0], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Contract", "GRP-3")]
    public async Task A_failure_that_the_body_awaits_is_thrown_in_the_same_aggregate()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var error = new InvalidDataException("bad");
        Task<PendingGroupExit> run = node.Node.RunPendingGroupAsync(
            PendingGroupMode.CancelAndThrow, async _ => await scheduler.Schedule(_ => { throw error; }));
        Assert.Same(error, Assert.Single((await Assert.ThrowsAsync<AggregateException>(() => run.Soon())).InnerExceptions));
    }

    [Theory]
    [InlineData(PendingGroupMode.Ignore, false, false)]
    [InlineData(PendingGroupMode.CancelAndThrow, true, true)]
    [InlineData(PendingGroupMode.CancelQuietly, true, false)]
    [InlineData(PendingGroupMode.IgnoreAndThrow, false, false)]
    [Trait("Contract", "GRP-4")]
    [Trait("Contract", "GRP-14")]
    public async Task A_canceled_member_means_what_the_mode_says(PendingGroupMode mode, bool cancels, bool throws)
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var rest = new Step();
        PendingGroup group = node.Node.CreatePendingGroup(new() { Mode = mode });
        JobHandle? other = null;
        Task<PendingGroupExit> run = group.RunAsync(async _ =>
        {
            other = scheduler.Schedule(rest.RunUntilCanceledAsync);
            await rest.Started;
            await scheduler.Schedule(new Step().RunUntilCanceledAsync).CancelAsync("not wanted");
        });
        if (!cancels) rest.Succeed();
        if (throws) await Assert.ThrowsAsync<PendingGroupCanceledException>(() => run.Soon());
        else Assert.Equal(cancels, (await run.Soon()).Canceled);
        Assert.Equal(cancels, group.IsCancelRequested);
        Assert.Equal(cancels ? JobState.Canceled : JobState.Completed, other!.State);
    }

    [Theory]
    [InlineData(PendingGroupMode.Ignore, false)]
    [InlineData(PendingGroupMode.CancelAndThrow, true)]
    [InlineData(PendingGroupMode.CancelQuietly, false)]
    [InlineData(PendingGroupMode.IgnoreAndThrow, true)]
    [Trait("Contract", "GRP-5")]
    [Trait("Contract", "GRP-8")]
    public async Task Cancel_stops_the_body_and_the_members_and_throws_where_the_mode_says(PendingGroupMode mode, bool throws)
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var step = new Step();
        JobHandle? member = null;
        PendingGroup group = node.Node.CreatePendingGroup(new() { Mode = mode });
        var never = new TaskCompletionSource();
        Task<PendingGroupExit> run = group.RunAsync(async g =>
        {
            member = scheduler.Schedule(step.RunUntilCanceledAsync);
            await never.Task.WaitAsync(g.CancellationToken);
        });
        await step.Started;
        Assert.True(group.Cancel("enough"));
        if (throws) Assert.Contains("enough", (await Assert.ThrowsAsync<PendingGroupCanceledException>(() => run.Soon())).Message, StringComparison.Ordinal);
        else Assert.Equal(["enough"], (await run.Soon()).CancelReasons);
        Assert.Equal(JobState.Canceled, member!.State);
    }

    [Fact]
    [Trait("Contract", "GRP-7")]
    public async Task The_bodys_own_exception_goes_on_after_the_members_were_canceled_and_waited_for()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var own = new InvalidOperationException("own");
        var error = new InvalidDataException("member");
        var step = new Step();
        JobHandle? member = null;
        Task<PendingGroupExit> run = node.Node.RunPendingGroupAsync(PendingGroupMode.CancelAndThrow, async _ =>
        {
            member = scheduler.Schedule(step.RunUntilCanceledAsync);
            await step.Started;
            await scheduler.Schedule(_ => { throw error; }).WaitForExitAsync();
            throw own;
        });
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => run.Soon());
        Assert.Same(own, thrown);
        Assert.Equal([error], Assert.IsAssignableFrom<IEnumerable<Exception>>(thrown.Data[PendingGroup.MemberFailuresKey]));
        Assert.Equal(JobState.Canceled, member!.State);
    }

    [Fact]
    [Trait("Contract", "GRP-11")]
    public async Task A_failure_inside_an_inner_group_fails_both()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var error = new InvalidDataException("inner");
        var outerStep = new Step();
        JobHandle? outerMember = null;
        Task<PendingGroupExit> run = node.Node.RunPendingGroupAsync(PendingGroupMode.Ignore, async outer =>
        {
            outerMember = scheduler.Schedule(outerStep.RunUntilCanceledAsync);
            await outerStep.Started;
            Task<PendingGroupExit> innerRun = node.Node.RunPendingGroupAsync(PendingGroupMode.Ignore, async inner =>
            {
                Assert.Same(inner, PendingGroup.Current);
                var step = new Step();
                JobHandle member = scheduler.Schedule(step.RunAsync);
                Assert.Contains(member, inner.Members);
                Assert.Contains(member, outer.Members);
                step.Fail(error);
                await member.WaitForExitAsync();
            });
            Assert.Same(error, Assert.Single((await Assert.ThrowsAsync<AggregateException>(() => innerRun)).InnerExceptions));
            Assert.Same(outer, PendingGroup.Current);
        });
        Assert.Same(error, Assert.Single((await Assert.ThrowsAsync<AggregateException>(() => run.Soon())).InnerExceptions));
        Assert.Equal(JobState.Canceled, outerMember!.State);
    }

    [Fact]
    [Trait("Contract", "GRP-11")]
    [Trait("Contract", "GRP-9")]
    public async Task Canceling_the_outer_group_cancels_the_inner_one_unless_it_is_shielded()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        Step open = new(), shielded = new();
        PendingGroup outer = node.Node.CreatePendingGroup();
        PendingGroup first = node.Node.CreatePendingGroup(), second = node.Node.CreatePendingGroup(new() { Shield = true });
        Task<PendingGroupExit> run = outer.RunAsync(async _ =>
        {
            Task<PendingGroupExit> one = first.RunAsync(_ => Use(scheduler, open)), two = second.RunAsync(_ => Use(scheduler, shielded));
            await Task.WhenAll(open.Started, shielded.Started);
            outer.Cancel("enough");
            Assert.True((await one).Canceled);
            shielded.Succeed();
            Assert.False((await two).Canceled);
        });
        Assert.True((await run.Soon()).Canceled);
        Assert.True(first.IsCancelRequested);
        Assert.False(second.IsCancelRequested);

        static async Task Use(Scheduler scheduler, Step step) => await scheduler.Schedule(step.RunUntilCanceledAsync);
    }

    [Fact]
    public async Task The_outer_group_is_not_left_before_an_inner_one_that_nobody_awaits()
    {
        await using TestNode node = await TestNode.StartAsync();
        var gate = new TaskCompletionSource();
        Task<PendingGroupExit>? inner = null;
        Task<PendingGroupExit> outer = node.Node.RunPendingGroupAsync(PendingGroupMode.Ignore, _ =>
        {
            inner = node.Node.RunPendingGroupAsync(PendingGroupMode.Ignore, _ => gate.Task);
            return Task.CompletedTask;
        });
        Assert.False(outer.IsCompleted);
        gate.SetResult();
        await outer.Soon();
        await inner!.Soon();
    }
}
