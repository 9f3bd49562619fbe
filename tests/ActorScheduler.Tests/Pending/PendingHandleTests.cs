using System.Runtime.CompilerServices;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Pending;

public sealed class PendingHandleTests
{
    [Fact]
    [Trait("Contract", "PEND-1")]
    [Trait("Contract", "PEND-10")]
    [Trait("Contract", "PEND-21")]
    public async Task A_settable_result_can_be_awaited_from_any_thread_and_throws_the_very_exception_that_was_set()
    {
        await using TestNode node = await TestNode.StartAsync();
        TaskCompletionSource<int> value = new(), bad = new();
        JobHandle<int> good = node.Node.Adopt(value.Task), failed = node.Node.Adopt(bad.Task);
        Assert.Throws<InvalidOperationException>(() => good.GetAwaiter().GetResult());
        Task<int> waiter = Task.Run(async () => await good);
        await Task.Run(() => value.SetResult(42));
        Assert.Equal(42, await waiter.Soon());
        Assert.Equal(42, good.GetAwaiter().GetResult());
        var error = new InvalidDataException("bad");
        bad.SetException(error);
        for (int i = 0; i < 2; i++) Assert.Same(error, await Assert.ThrowsAsync<InvalidDataException>(() => failed.Value()));
    }

    [Fact]
    [Trait("Contract", "PEND-10")]
    [Trait("Contract", "PEND-12")]
    public async Task A_canceled_one_throws_the_same_exception_each_time_and_code_that_catches_cancellation_catches_it()
    {
        await using TestNode node = await TestNode.StartAsync();
        JobHandle job = node.Scheduler(1).Schedule(new Step().RunUntilCanceledAsync);
        job.Cancel("enough");
        OperationCanceledException first = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.Done());
        Assert.IsType<JobCanceledException>(first);
        Assert.Same(first, await Assert.ThrowsAsync<JobCanceledException>(() => job.Done()));
        Assert.Same(first, (await job.Exit()).Exception);
    }

    [Fact]
    [Trait("Contract", "PEND-2")]
    [Trait("Contract", "PEND-3")]
    [Trait("Contract", "PEND-29")]
    public async Task Asked_to_cancel_and_ended_are_two_marks_and_what_comes_after_the_first_is_thrown_away()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        Step returns = new(), throws = new();
        JobHandle<int> value = scheduler.Schedule(async job =>
        {
            await returns.RunAsync(job);
            return 42;
        });
        JobHandle error = scheduler.Schedule(throws.RunAsync);
        await Task.WhenAll(returns.Started, throws.Started);
        foreach (JobHandle job in new[] { value, error })
        {
            Assert.True(job.Cancel());
            Assert.True(job.IsCancelRequested);
            Assert.False(job.IsCompleted);
        }

        returns.Succeed();
        throws.Fail(new InvalidDataException());
        await Assert.ThrowsAsync<JobCanceledException>(() => value.Value());
        await Assert.ThrowsAsync<JobCanceledException>(() => error.Done());
    }

    [Fact]
    [Trait("Contract", "PEND-4")]
    public async Task Canceling_what_has_ended_answers_whether_it_was_canceled()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        JobHandle done = scheduler.Schedule(_ => { }), canceled = scheduler.Schedule(new Step().RunUntilCanceledAsync);
        await done;
        await canceled.CancelAsync();
        Assert.False(done.Cancel("too late"));
        Assert.False(done.IsCancelRequested);
        Assert.True(canceled.Cancel("too late"));
        Assert.Empty((await canceled.Exit()).CancelReasons);
    }

    [Fact]
    [Trait("Contract", "PEND-5")]
    [Trait("Contract", "PEND-6")]
    [Trait("Contract", "PEND-8")]
    public async Task Without_a_canceller_a_cancel_settles_at_once_and_with_one_it_is_called_and_must_lead_there()
    {
        await using TestNode node = await TestNode.StartAsync();
        var never = new TaskCompletionSource<int>();
        JobHandle<int> alone = node.Node.Adopt(never.Task);
        Assert.True(alone.Cancel("one"));
        Assert.True(alone.IsCompleted);
        alone.Cancel("two");
        Assert.Equal(["one"], (await alone.Exit()).CancelReasons);
        never.SetResult(42);
        await Assert.ThrowsAsync<JobCanceledException>(() => alone.Value());

        var task = new TaskCompletionSource();
        using var source = new CancellationTokenSource();
        var called = new TaskCompletionSource();
        using CancellationTokenRegistration canceller = source.Token.Register(called.SetResult);
        JobHandle guarded = node.Node.Adopt(task.Task, source, "guarded");
        guarded.Cancel("one");
        guarded.Cancel("two");
        await called.Task.Soon();
        Assert.False(guarded.IsCompleted);
        task.SetResult();
        JobExit exit = await guarded.Exit();
        Assert.Equal((JobOutcome.Canceled, "guarded"), (exit.Outcome, exit.Name));
        Assert.Equal("one; two", string.Join("; ", exit.CancelReasons));
        Assert.Contains("one; two", exit.Exception!.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Contract", "PEND-9")]
    public async Task Of_many_that_set_and_cancel_at_once_exactly_one_wins()
    {
        await using TestNode node = await TestNode.StartAsync();
        for (int round = 0; round < 200; round++)
        {
            var source = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            JobHandle<int> job = node.Node.Adopt(source.Task);
            int exits = 0;
            using IDisposable listener = job.OnExit(_ => Interlocked.Increment(ref exits));
            using var barrier = new Barrier(4);
            await Task.WhenAll(Racer(() => source.TrySetResult(1)), Racer(() => source.TrySetException(new InvalidDataException())),
                Racer(() => job.Cancel("a")), Racer(() => job.Cancel("b"))).Soon();
            JobExit exit = await job.Exit();
            Assert.True(job.IsCompleted);
            Assert.Equal(exit.Outcome, (await job.Exit()).Outcome);
            var told = new TaskCompletionSource();
            using IDisposable last = job.OnExit(_ => told.SetResult());
            await told.Task.Soon();
            Assert.Equal(1, exits);
            Assert.Equal(exit.Outcome == JobOutcome.Canceled, exit.CancelRequested);

            Task Racer(Action act) => Task.Factory.StartNew(
                () =>
                {
                    barrier.SignalAndWait();
                    act();
                }, TaskCreationOptions.LongRunning);
        }
    }

    [Fact]
    [Trait("Contract", "PEND-11")]
    public async Task The_exception_is_a_part_of_the_exit()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(3);
        var step = new Step();
        var error = new InvalidDataException();
        JobHandle good = scheduler.Schedule(_ => { }), bad = scheduler.Schedule(_ => { throw error; }), runs = scheduler.Schedule(step.RunAsync);
        Assert.Null((await good.Exit()).Exception);
        Assert.Same(error, (await bad.Exit()).Exception);
        Assert.False(runs.TryGetExit(out _));
        runs.Cancel();
        step.Succeed();
        Assert.IsType<JobCanceledException>((await runs.Exit()).Exception);
    }

    [Fact]
    [Trait("Contract", "PEND-26")]
    [Trait("Contract", "PEND-1")]
    public async Task Tags_are_freed_with_the_handle()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        List<WeakReference> tags = [];
        for (int i = 0; i < 50; i++) tags.Add(await ScheduleAsync(scheduler));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        // What the newest jobs left on a thread's stack may still be seen there.
        Assert.InRange(tags.Count(t => t.IsAlive), 0, 3);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static async Task<WeakReference> ScheduleAsync(Scheduler scheduler)
        {
            var words = new Dictionary<string, string>(StringComparer.Ordinal) { ["volume"] = "7" };
            await scheduler.Schedule(job => Assert.Equal("7", job.Tags!["volume"]), new JobOptions { Tags = words });
            return new WeakReference(words);
        }
    }

    [Fact]
    [Trait("Contract", "PEND-27")]
    public async Task A_job_runs_in_a_copy_of_its_submitters_context()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var local = new AsyncLocal<string?>();
        JobHandle<string?> none = scheduler.Schedule(_ => local.Value);
        local.Value = "mine";
        JobHandle<string?> some = scheduler.Schedule<string?>(_ =>
        {
            string? seen = local.Value;
            local.Value = "changed";
            return seen;
        });
        Assert.Null(await none);
        Assert.Equal("mine", await some);
        Assert.Equal("mine", local.Value);
    }

    [Fact]
    [Trait("Contract", "PEND-28")]
    public async Task A_debugger_shows_name_state_marks_reasons_and_a_few_tags()
    {
        await using TestNode node = await TestNode.StartAsync();
        var step = new Step();
        var tags = Enumerable.Range(1, 5).ToDictionary(i => $"tag{i}", i => $"{i}", StringComparer.Ordinal);
        JobHandle job = node.Scheduler(1).Schedule(step.RunAsync, new() { Name = "build", Tags = tags });
        await step.Started;
        Assert.Equal("build (Running) [tag1=1, tag2=2, tag3=3, …]", job.DebuggerText);
        job.Cancel("enough");
        Assert.Contains(", cancel requested [", job.DebuggerText, StringComparison.Ordinal);
        step.Succeed();
        await job.Exit();
        Assert.Equal("build (Canceled), cancel requested: enough [tag1=1, tag2=2, tag3=3, …]", job.DebuggerText);
    }

    [Fact]
    [Trait("Contract", "PEND-30")]
    [Trait("Contract", "PEND-7")]
    public async Task Canceling_synchronous_work_marks_it_at_once_calls_its_callback_and_ends_it_when_it_returns()
    {
        await using TestNode node = await TestNode.StartAsync();
        using SemaphoreSlim started = new(0), end = new(0), called = new(0);
        JobHandle job = node.Scheduler(1).Schedule(context =>
        {
            using CancellationTokenRegistration canceller = context.CancellationToken.Register(() => called.Release());
            started.Release();
            end.Wait();
        });
        await started.WaitAsync();
        job.Cancel();
        Assert.True(job.IsCancelRequested);
        await called.WaitAsync();
        Assert.False(job.IsCompleted);
        end.Release();
        Assert.Equal(JobOutcome.Canceled, (await job.Exit()).Outcome);
    }
}
