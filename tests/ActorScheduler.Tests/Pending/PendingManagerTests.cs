using System.Runtime.CompilerServices;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Pending;

public sealed class PendingManagerTests
{
    private static readonly JobOptions Untracked = new() { Trackers = JobTrackers.None };

    [Fact]
    [Trait("Contract", "MGR-1")]
    [Trait("Contract", "MGR-5")]
    public async Task One_manager_of_each_class_is_current_and_another_hides_it_until_it_is_done()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var step = new Step();
        PendingManager outer = new(), inner = new();
        var other = new OtherManager();
        Assert.Null(PendingManager.Current);
        using (outer.Activate())
        using (other.Activate())
        {
            JobHandle first = scheduler.Schedule(step.RunAsync);
            using (inner.Activate())
            {
                Assert.Same(inner, PendingManager.Current);
                Assert.Same(other, PendingTracker.GetCurrent<OtherManager>());
                JobHandle second = scheduler.Schedule(step.RunAsync);
                Assert.Equal([second], inner.Members);
                Assert.Equal([first, second], other.Members);
            }

            Assert.Same(outer, PendingManager.Current);
            Assert.Equal([first], outer.Members);
        }

        Assert.Null(PendingManager.Current);
        Assert.Null(PendingTracker.GetCurrent<OtherManager>());
        Assert.Empty(inner.Members.Except(other.Members));
        JobHandle untracked = scheduler.Schedule(step.RunAsync);
        Assert.DoesNotContain(untracked, other.Members);
        step.Succeed();
        await untracked.Exit();
    }

    [Fact]
    [Trait("Contract", "MGR-3")]
    public void The_bare_base_class_cannot_be_activated() => Assert.True(typeof(PendingTracker).IsAbstract);

    [Fact]
    [Trait("Contract", "MGR-2")]
    public void Deactivating_twice_or_elsewhere_leaves_what_is_current_alone()
    {
        PendingManager outer = new(), inner = new();
        using IDisposable first = outer.Activate();
        IDisposable second = inner.Activate();
        ExecutionContext.Run(ExecutionContext.Capture()!, _ => second.Dispose(), null);
        Assert.Same(inner, PendingManager.Current);
        second.Dispose();
        second.Dispose();
        Assert.Same(outer, PendingManager.Current);
    }

    [Fact]
    [Trait("Contract", "MGR-4")]
    public void A_manager_that_is_gone_counts_as_none()
    {
        ActivateAndForget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Null(PendingManager.Current);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void ActivateAndForget() => _ = new PendingManager().Activate();
    }

    [Fact]
    [Trait("Contract", "MGR-6")]
    [Trait("Contract", "MGR-5")]
    public async Task Who_stays_out_is_followed_by_what_it_starts()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var manager = new PendingManager();
        using IDisposable scope = manager.Activate();
        PendingManager? seen = manager;
        IReadOnlyList<JobHandle>? members = null;
        JobHandle outside = scheduler.Schedule(
            async _ =>
            {
                seen = PendingManager.Current;
                await Task.Yield();
                JobHandle child = scheduler.Schedule(_ => { });
                members = manager.Members;
                await child;
            }, Untracked);
        Assert.Empty(manager.Members);
        await outside.Done();
        Assert.Null(seen);
        Assert.Empty(members!);
        Assert.Same(manager, PendingManager.Current);
    }

    [Fact]
    [Trait("Contract", "MGR-7")]
    [Trait("Contract", "CALL-64")]
    public async Task A_job_may_join_managers_and_no_group()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var step = new Step();
        PendingManager manager = new(), derived = new OtherManager();
        await node.Node.RunPendingGroupAsync(PendingGroupMode.Ignore, async group =>
        {
            using IDisposable first = manager.Activate(), second = derived.Activate();
            JobHandle job = scheduler.Schedule(step.RunAsync, new() { Trackers = JobTrackers.Only(typeof(PendingManager)) });
            Assert.Equal([job], manager.Members);
            Assert.Equal([job], derived.Members);
            Assert.Empty(group.Members);
            JobHandle only = scheduler.Schedule(_ => Assert.Null(PendingManager.Current), new() { Trackers = JobTrackers.Only(typeof(OtherManager)) });
            Assert.DoesNotContain(only, manager.Members);
            await only;
        }).Soon();
        step.Succeed();
    }

    [Fact]
    [Trait("Contract", "MGR-8")]
    [Trait("Contract", "MGR-11")]
    public async Task Members_drop_out_when_they_end_whatever_their_outcome()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var manager = new PendingManager();
        using IDisposable scope = manager.Activate();
        Step good = new(), bad = new(), canceled = new();
        JobHandle[] jobs = [.. new[] { good, bad, canceled }.Select(step => scheduler.Schedule(step.RunUntilCanceledAsync))];
        IReadOnlyList<JobHandle> before = manager.Members;
        Assert.Equal(jobs, before);
        good.Succeed();
        bad.Fail(new InvalidDataException());
        jobs[2].Cancel();
        foreach (JobHandle job in jobs) await job.Exit();
        Assert.Empty(manager.Members);
        Assert.Equal(3, before.Count);
    }

    [Fact]
    [Trait("Contract", "MGR-9")]
    public async Task Adding_twice_is_once_and_removing_a_stranger_says_so()
    {
        await using TestNode node = await TestNode.StartAsync();
        var step = new Step();
        JobHandle job = node.Scheduler(1).Schedule(step.RunAsync);
        var manager = new PendingManager();
        Assert.True(manager.Add(job));
        Assert.False(manager.Add(job));
        Assert.Equal([job], manager.Members);
        Assert.True(manager.Remove(job));
        Assert.False(manager.Remove(job));
        step.Succeed();
        await job.Exit();
        Assert.False(manager.Add(job));
        Assert.Empty(manager.Members);
    }

    private sealed class OtherManager : PendingManager;
}
