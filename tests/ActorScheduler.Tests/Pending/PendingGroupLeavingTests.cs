using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Pending;

public sealed class PendingGroupLeavingTests
{
    [Fact]
    [Trait("Contract", "GRP-9")]
    public async Task The_token_cancels_the_group_and_the_cancellation_is_seen_in_every_mode()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        var step = new Step();
        using var source = new CancellationTokenSource();
        JobHandle? member = null;
        Task<PendingGroupExit> run = node.Node.RunPendingGroupAsync(
            PendingGroupMode.Ignore, async _ => await (member = scheduler.Schedule(step.RunUntilCanceledAsync)), source.Token);
        await step.Started;
        await source.CancelAsync();
        var thrown = await Assert.ThrowsAsync<PendingGroupCanceledException>(() => run.Soon());
        Assert.Equal(source.Token, thrown.CancellationToken);
        Assert.Equal(JobState.Canceled, member!.State);
        bool ran = false;
        await Assert.ThrowsAsync<PendingGroupCanceledException>(() => node.Node.RunPendingGroupAsync(PendingGroupMode.Ignore, _ =>
        {
            ran = true;
            return Task.CompletedTask;
        }, source.Token).Soon());
        Assert.False(ran);
    }

    [Fact]
    [Trait("Contract", "GRP-9")]
    public async Task A_shielded_group_does_not_feel_the_token()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        var step = new Step();
        using var source = new CancellationTokenSource();
        PendingGroup group = node.Node.CreatePendingGroup(new() { Shield = true, Mode = PendingGroupMode.CancelAndThrow });
        Task<PendingGroupExit> run = group.RunAsync(async _ => await scheduler.Schedule(step.RunUntilCanceledAsync), source.Token);
        await step.Started;
        await source.CancelAsync();
        step.Succeed();
        Assert.False((await run.Soon()).Canceled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exception_that_cannot_say_what_happened_fails_its_group_and_nothing_else(bool inBody)
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var speechless = new SpeechlessException();
        Task<PendingGroupExit> run = node.Node.RunPendingGroupAsync(PendingGroupMode.Ignore, _ =>
        {
            if (inBody) throw speechless;
            scheduler.Schedule((Action<JobContext>)(_ => throw speechless));
            return Task.CompletedTask;
        });
        Exception thrown = await Assert.ThrowsAnyAsync<Exception>(() => run.Soon());
        Assert.Same(speechless, inBody ? thrown : Assert.Single(((AggregateException)thrown).InnerExceptions));
        Assert.Equal(1, await scheduler.Schedule(_ => 1).Value());
    }

    [Fact]
    [Trait("Contract", "GRP-13")]
    public async Task A_member_is_told_the_first_reasons_and_how_many_more_there_are()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        JobHandle? member = null;
        PendingGroupExit exit = await node.Node.RunPendingGroupAsync(PendingGroupMode.Ignore, group =>
        {
            for (int i = 1; i <= 1000; i++) group.Cancel($"reason {i}");
            member = scheduler.Schedule(new Step().RunUntilCanceledAsync);
            return Task.CompletedTask;
        }).Soon();
        Assert.Equal(1000, exit.CancelReasons.Count);
        string told = Assert.Single((await member!.Exit()).CancelReasons);
        Assert.StartsWith("the pending group was canceled: reason 1; reason 2; ", told, StringComparison.Ordinal);
        Assert.EndsWith("; reason 10; and 990 more", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_longest_times_there_are_never_pass()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(1);
        Step deaf = new();
        JobHandle member = scheduler.Schedule(deaf.RunAsync);
        await deaf.Started;
        PendingGroup group = node.Node.CreatePendingGroup(
            new() { Timeout = TimeSpan.MaxValue, CancellationTimeout = TimeSpan.MaxValue });
        Task<PendingGroupExit> run = group.RunAsync(g =>
        {
            g.Add(member);
            time.Advance(TimeSpan.FromDays(100));
            Assert.False(g.IsCancelRequested);
            g.Cancel();
            return Task.CompletedTask;
        });
        time.Advance(TimeSpan.FromDays(100));
        deaf.Succeed();
        Assert.Empty((await run.Soon()).Unfinished);
    }

    [Fact]
    [Trait("Contract", "GRP-10")]
    public async Task Members_that_do_not_end_are_left_and_reported_when_their_time_is_over()
    {
        var time = new ManualTime();
        using var log = new TestLog();
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { TimeProvider = time, LoggerFactory = log });
        Scheduler scheduler = node.Scheduler(2);
        Step deaf = new();
        JobHandle member = scheduler.Schedule(deaf.RunAsync, new JobOptions { Name = "deaf" });
        await deaf.Started;
        PendingGroup group = node.Node.CreatePendingGroup(new() { Mode = PendingGroupMode.CancelAndThrow });
        Task<PendingGroupExit> run = group.RunAsync(g =>
        {
            g.Add(member);
            g.Cancel("enough");
            return Task.CompletedTask;
        });
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(run.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        var thrown = await Assert.ThrowsAsync<PendingGroupCanceledException>(() => run.Soon());
        Assert.Equal([member], Assert.IsAssignableFrom<IEnumerable<JobHandle>>(thrown.Data[PendingGroup.UnfinishedKey]));
        Assert.False(member.IsCompleted);
        Assert.Contains(log.Texts, text => text.Contains("deaf", StringComparison.Ordinal));
        Assert.Empty(group.Members);
        deaf.Succeed();
        await member.Exit();
    }

    [Fact]
    [Trait("Contract", "GRP-10")]
    public async Task A_group_that_is_canceled_while_it_is_left_waits_as_long_as_it_was_told()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(2);
        Step deaf = new();
        PendingGroup group = node.Node.CreatePendingGroup(new() { CancellationTimeout = TimeSpan.FromSeconds(3) });
        JobHandle? member = null;
        Task<PendingGroupExit> run = group.RunAsync(_ =>
        {
            member = scheduler.Schedule(deaf.RunAsync);
            return Task.CompletedTask;
        });
        time.Advance(TimeSpan.FromMinutes(5));
        await deaf.Started;
        group.Cancel();
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(run.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        PendingGroupExit exit = await run.Soon();
        Assert.True(exit.Canceled);
        Assert.Same(member, Assert.Single(exit.Unfinished));
        deaf.Succeed();
    }

    [Fact]
    [Trait("Contract", "GRP-12")]
    public async Task A_group_is_entered_once()
    {
        await using TestNode node = await TestNode.StartAsync();
        PendingGroup group = node.Node.CreatePendingGroup();
        await group.RunAsync(g =>
        {
            Assert.Throws<InvalidOperationException>(() => { _ = g.RunAsync(_ => Task.CompletedTask); });
            return Task.CompletedTask;
        }).Soon();
        Assert.Throws<InvalidOperationException>(() => { _ = group.RunAsync(_ => Task.CompletedTask); });
        Assert.False(group.IsCancelRequested);
    }

    [Fact]
    [Trait("Contract", "GRP-13")]
    [Trait("Contract", "GRP-14")]
    public async Task Cancel_may_come_from_many_threads_and_keeps_every_reason()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(8);
        PendingGroup group = node.Node.CreatePendingGroup();
        Task<PendingGroupExit> run = group.RunAsync(async g =>
        {
            for (int i = 0; i < 50; i++) _ = scheduler.Schedule(new Step().RunUntilCanceledAsync);
            Assert.False(group.IsCancelRequested);
            await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => Assert.True(group.Cancel($"reason {i:00}")))));
        });
        PendingGroupExit exit = await run.Soon();
        Assert.Equal(Enumerable.Range(0, 16).Select(i => $"reason {i:00}"), exit.CancelReasons.Order(StringComparer.Ordinal));
        Assert.True(group.Cancel("too late"));
        Assert.Equal(16, group.CancelReasons.Count);
        PendingGroup clean = node.Node.CreatePendingGroup();
        Assert.False((await clean.RunAsync(_ => Task.CompletedTask).Soon()).Canceled);
        Assert.False(clean.Cancel("too late"));
    }

    [Fact]
    [Trait("Contract", "GRP-17")]
    public async Task A_group_that_runs_longer_than_its_timeout_is_canceled()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(2);
        var step = new Step();
        PendingGroup group = node.Node.CreatePendingGroup(new() { Timeout = TimeSpan.FromMinutes(1) });
        Task<PendingGroupExit> run = group.RunAsync(async _ => await scheduler.Schedule(step.RunUntilCanceledAsync));
        await step.Started;
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(group.IsCancelRequested);
        time.Advance(TimeSpan.FromSeconds(1));
        PendingGroupExit exit = await run.Soon();
        Assert.True(exit.Canceled);
        Assert.Equal(0, time.ArmedTimers);
    }

    [Fact]
    [Trait("Contract", "GRP-18")]
    [Trait("Contract", "MGR-9")]
    public async Task Adding_a_finished_job_leaves_nothing_inside_and_its_failure_counts_once()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        var error = new InvalidDataException("bad");
        JobHandle good = scheduler.Schedule(_ => { }), bad = scheduler.Schedule(_ => { throw error; });
        await good.Exit();
        await bad.Exit();
        PendingGroup group = node.Node.CreatePendingGroup();
        Task<PendingGroupExit> run = group.RunAsync(g =>
        {
            g.Add(good);
            Assert.Empty(g.Members);
            Assert.False(g.IsCancelRequested);
            g.Add(bad);
            g.Add(bad);
            Assert.Empty(g.Members);
            Assert.True(g.IsCancelRequested);
            return Task.CompletedTask;
        });
        Assert.Same(error, Assert.Single((await Assert.ThrowsAsync<AggregateException>(() => run.Soon())).InnerExceptions));
        Assert.Throws<InvalidOperationException>(() => { group.Add(good); });
    }

    [Fact]
    public async Task What_cannot_join_is_refused_and_changes_nothing()
    {
        await using TestNode node = await TestNode.StartAsync(), foreign = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        var step = new Step();
        JobHandle stranger = foreign.Scheduler(1).Schedule(step.RunAsync);
        PendingGroup group = node.Node.CreatePendingGroup();
        Assert.Throws<ArgumentNullException>(() => { group.Add(null!); });
        Assert.Throws<ArgumentException>(() => { group.Add(stranger); });
        JobHandle own = null!;
        var known = new TaskCompletionSource();
        own = scheduler.Schedule(async _ => await known.Task);
        JobHandle selfish = null!;
        using var ready = new SemaphoreSlim(0);
        selfish = scheduler.Schedule(_ =>
        {
            ready.Wait();
            Assert.Throws<InvalidOperationException>(() => { group.Add(selfish); });
        });
        ready.Release();
        await selfish.Done();
        Assert.Empty(group.Members);
        Assert.True(group.Add(own));
        Assert.False(group.Add(own));
        Assert.True(group.Remove(own));
        Assert.False(group.Remove(own));
        await group.RunAsync(_ => Task.CompletedTask).Soon();
        known.SetResult();
        step.Succeed();
    }

    [Fact]
    public async Task A_late_member_of_a_canceled_group_is_canceled_at_once()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        PendingGroup group = node.Node.CreatePendingGroup();
        JobHandle? late = null;
        await group.RunAsync(g =>
        {
            g.Cancel("enough");
            late = scheduler.Schedule(new Step().RunUntilCanceledAsync);
            return Task.CompletedTask;
        }).Soon();
        Assert.Equal(JobState.Canceled, late!.State);
    }

    [Fact]
    public async Task A_process_that_the_group_stops_has_not_failed_and_one_that_fails_has()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        PendingGroup group = node.Node.CreatePendingGroup();
        ProcessHandle? sleeper = null;
        await group.RunAsync(async g =>
        {
            sleeper = scheduler.Schedule(Job.Process("sleep", "1000"));
            var started = new TaskCompletionSource();
            using IDisposable listener = sleeper.OnStart(_ => started.TrySetResult());
            await started.Task.Soon();
            g.Cancel("enough");
        }).Soon();
        Assert.True((await sleeper!.WaitForExitAsync()).CancelRequested);
        Task<PendingGroupExit> run = node.Node.RunPendingGroupAsync(PendingGroupMode.Ignore, g =>
        {
            _ = scheduler.Schedule(Job.Shell("exit 3"));
            return Task.CompletedTask;
        });
        var failure = Assert.Single((await Assert.ThrowsAsync<AggregateException>(() => run.Soon())).InnerExceptions);
        Assert.Equal(3, Assert.IsType<ProcessFailedException>(failure).ExitCode);
    }

    private sealed class SpeechlessException : Exception
    {
        public override string Message => throw new InvalidDataException();
    }
}
