using ActorScheduler.Machines;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class PortageTaskTests
{
    [Fact]
    [Trait("Contract", "PORT-1")]
    [Trait("Contract", "PORT-7")]
    public async Task A_job_has_no_exit_while_it_runs_and_a_code_by_its_outcome_then()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(3);
        var step = new Step();
        JobHandle good = scheduler.Schedule(step.RunAsync);
        JobHandle bad = scheduler.Schedule(_ => { throw new InvalidDataException("bad"); });
        JobHandle canceled = scheduler.Schedule(_ => { throw new OperationCanceledException(); });
        Assert.False(good.TryGetExit(out JobExit? exit));
        Assert.Null(exit);
        step.Succeed();
        await scheduler.DrainAsync().Soon();
        Assert.Equal([0, 1, -2], new[] { good, bad, canceled }.Select(CodeOf));
        Assert.Equal("bad", (await bad.Exit()).Exception!.Message);

        static int CodeOf(JobHandle job) => job.TryGetExit(out JobExit? exit) ? exit.ExitCode : int.MinValue;
    }

    [Fact]
    [Trait("Contract", "PORT-2")]
    public async Task The_mark_of_a_cancel_is_apart_from_the_end()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        Step marked = new(), plain = new();
        JobHandle asked = scheduler.Schedule(marked.RunAsync);
        JobHandle other = scheduler.Schedule(plain.RunAsync);
        await marked.Started;
        Assert.True(asked.Cancel("why"));
        Assert.Equal((true, false), (asked.IsCancelRequested, asked.IsCompleted));
        Assert.False(other.IsCancelRequested);
        _ = await scheduler.GetStatisticsAsync();
        Assert.Equal(JobState.Canceling, asked.State);
        marked.Succeed();
        plain.Succeed();
        JobExit exit = await asked.Exit();
        Assert.Equal((JobOutcome.Canceled, true), (exit.Outcome, exit.CancelRequested));
        Assert.False((await other.Exit()).CancelRequested);
        Assert.True(asked.Cancel());        // it ended as canceled
        Assert.False(other.Cancel());       // it did not, and nothing changes that
        Assert.Equal(JobOutcome.Completed, (await other.Exit()).Outcome);
    }

    [Fact]
    [Trait("Contract", "PORT-3")]
    [Trait("Contract", "PORT-5")]
    [Trait("Contract", "PORT-15")]
    public async Task A_job_canceled_before_it_started_never_runs_and_its_listeners_are_told()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle first = scheduler.Schedule(step.RunAsync);
        JobHandle queued = scheduler.Schedule(_ => Assert.Fail("It must not run."));
        var told = new TaskCompletionSource<JobExit>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = queued.OnExit(told.SetResult);
        Assert.True(queued.Cancel("not needed"));
        JobExit exit = await told.Task.Soon();
        Assert.Equal((JobOutcome.Canceled, JobExit.CanceledExitCode, 0), (exit.Outcome, exit.ExitCode, exit.Attempts));
        Assert.Equal(-2, exit.ExitCode);
        Assert.Null(exit.StartedAt);
        Assert.Equal(["not needed"], exit.CancelReasons);
        Assert.False(first.IsCompleted);        // canceling the one did not wait for the other
        step.Succeed();
        await first.Done();
        Assert.Equal(0, (await first.Exit()).ExitCode);
    }

    [Fact]
    [Trait("Contract", "PORT-4")]
    public async Task Scheduling_returns_at_once_and_runs_nothing_on_the_callers_thread()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        int caller = Environment.CurrentManagedThreadId, inside = 1;
        using var released = new ManualResetEventSlim();
        JobHandle<bool> job = scheduler.Schedule(_ =>
        {
            bool sameCall = Environment.CurrentManagedThreadId == caller && Volatile.Read(ref inside) == 1;
            released.Wait(Guard.Limit);
            return sameCall;
        });
        Volatile.Write(ref inside, 0);
        released.Set();
        Assert.False(await job.Value());
    }

    [Fact]
    [Trait("Contract", "PORT-6")]
    public async Task The_state_says_where_a_job_is_in_its_life()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Scheduler scheduler = node.Scheduler(1);
        Step first = new(), second = new();
        JobHandle running = scheduler.Schedule(first.RunAsync);
        JobHandle waiting = scheduler.Schedule(second.RunAsync);
        JobHandle delayed = scheduler.Schedule(_ => { }, new() { Delay = TimeSpan.FromSeconds(1) });
        await first.Started;
        _ = await scheduler.GetStatisticsAsync();
        Assert.Equal(
            (JobState.Running, JobState.Waiting, JobState.Delayed), (running.State, waiting.State, delayed.State));
        running.Cancel();
        time.Advance(TimeSpan.FromSeconds(1));
        _ = await scheduler.GetStatisticsAsync();
        Assert.Equal((JobState.Canceling, JobState.Waiting), (running.State, delayed.State));
        first.Succeed();
        second.Succeed();
        await scheduler.DrainAsync().Soon();
        Assert.Equal(
            (JobState.Canceled, JobState.Completed, JobState.Completed), (running.State, waiting.State, delayed.State));
    }

    [Fact]
    [Trait("Contract", "PORT-8")]
    public async Task A_result_that_is_ready_can_be_taken_any_number_of_times_and_one_that_is_not_is_an_error_at_once()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        var self = new TaskCompletionSource<JobHandle>(TaskCreationOptions.RunContinuationsAsynchronously);
        JobHandle<int> job = scheduler.Schedule(async context => { await step.RunAsync(context); return 4; });
        Assert.Throws<InvalidOperationException>(() => job.GetAwaiter().GetResult());
        step.Succeed();
        await job.Value();
        for (int i = 0; i < 3; i++) Assert.Equal(4, job.GetAwaiter().GetResult());
        JobHandle<bool> waitsForItself = scheduler.Schedule(context =>
        {
            JobHandle me = self.Task.GetAwaiter().GetResult();
            Assert.Throws<InvalidOperationException>(() => me.GetAwaiter());
            Assert.Throws<InvalidOperationException>(() => { _ = me.AsTask(); });
            return me.WaitForExitAsync().Exception?.InnerException is InvalidOperationException;
        });
        self.SetResult(waitsForItself);
        Assert.True(await waitsForItself.Value());
    }

    [Fact]
    [Trait("Contract", "PORT-9")]
    public async Task Those_who_await_resume_outside_of_the_schedulers_turn()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle first = scheduler.Schedule(step.RunAsync);
        using var secondEnded = new ManualResetEventSlim();
        Task blocked = BlockAfterAsync(first, secondEnded);
        step.Succeed();
        await scheduler.Schedule(_ => secondEnded.Set()).Done();
        await blocked.Soon();
        Assert.NotSame(first.WaitForExitAsync(), first.WaitForExitAsync());

        static async Task BlockAfterAsync(JobHandle first, ManualResetEventSlim secondEnded)
        {
            await first;
            Assert.True(secondEnded.Wait(Guard.Limit));     // needs the scheduler to go on meanwhile
        }
    }

    [Fact]
    [Trait("Contract", "PORT-10")]
    public async Task Giving_up_waiting_leaves_the_job_alone_unless_the_wait_is_linked()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        Step first = new(), second = new();
        JobHandle detached = scheduler.Schedule(first.RunAsync);
        JobHandle<int> linked = scheduler.Schedule(async context => { await second.RunUntilCanceledAsync(context); return 1; });
        using var source = new CancellationTokenSource();
        Task<JobExit> waits = detached.WaitForExitAsync(source.Token);
        Task<int> waitsLinked = linked.AwaitLinkedAsync(source.Token);
        await second.Started;
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waitsLinked);
        Assert.Equal((JobOutcome.Canceled, true), ((await linked.Exit()).Outcome, (await linked.Exit()).CancelRequested));
        Assert.False(detached.IsCancelRequested);
        first.Succeed();
        await detached.Done();
        await detached.AwaitLinkedAsync(source.Token);      // it has ended: there is nothing to give up
    }

    [Fact]
    [Trait("Contract", "PORT-11")]
    public async Task An_exit_that_is_taken_before_there_is_one_is_an_error_on_the_spot()
    {
        await using TestNode node = await TestNode.StartAsync();
        var step = new Step();
        JobHandle job = node.Scheduler(1).Schedule(step.RunAsync);
        await step.Started;
        Assert.Throws<InvalidOperationException>(() => job.CreateExit());
        Assert.Throws<InvariantException>(() => JobLifecycle.Move(job, JobState.Submitted));
        step.Succeed();
        await job.Done();
    }

    [Fact]
    [Trait("Contract", "PORT-25")]
    public void Options_are_checked_when_made_and_copied_whole_by_with()
    {
        var options = new JobOptions
        {
            Name = "a", Priority = 3, Groups = ["g", "g"], Timeout = TimeSpan.FromSeconds(1), Delay = TimeSpan.FromSeconds(2),
            Retry = RetryPolicy.Fixed(2), Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = "v" },
        };
        JobOptions copy = options with { Name = "b" };
        Assert.Equal("b", copy.Name);
        Assert.Equal(options, copy with { Name = "a" });
        Assert.Single(copy.Groups);
        Assert.Throws<ArgumentOutOfRangeException>(() => options with { Priority = 101 });
        Assert.Throws<ArgumentNullException>(() => options with { Retry = null! });
        DelegateJob job = Job.Run(_ => { }, options);
        DelegateJob other = job with { Options = copy };
        Assert.Equal(("a", "b"), (job.Options!.Name, other.Options!.Name));
    }
}
