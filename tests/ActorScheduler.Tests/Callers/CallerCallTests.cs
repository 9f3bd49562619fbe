using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Callers;

public sealed class CallerCallTests
{
    private static readonly AsyncLocal<string?> Word = new();

    public static TheoryData<CallerThread> Threads => [CallerThread.Dedicated, CallerThread.ThreadPool];

    [Theory, MemberData(nameof(Threads))]
    [Trait("Contract", "CALL-34")]
    public async Task Every_form_of_a_call_gives_its_value_and_runs_on_the_callers_thread(CallerThread thread)
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", thread);
        int calls = 0;
        Assert.Equal(1, await caller.CallSoon(() => 1).Value());
        Assert.Equal(2, await caller.CallSoon(async () =>
        {
            await Task.Yield();
            Assert.Same(caller, Caller.Current);
            return 2;
        }).Value());
        Assert.Equal("c3", await caller.CallSoon(job => Caller.Current!.Name + (job.Attempt + 2)).Value());
        Assert.Equal(4, await caller.CallSoon(async job =>
        {
            await Task.Yield();
            return job.Attempt + 3;
        }).Value());
        await caller.CallSoon(() => { calls++; }).Done();
        await caller.CallSoon(async () =>
        {
            await Task.Yield();
            calls++;
        }).Done();
        await caller.CallSoon(_ => { calls++; }).Done();
        await caller.CallSoon(5, (state, _) => { calls += state; }).Done();
        Assert.Equal(8, calls);
        Assert.Equal(7, await caller.CallSoon(6, (state, job) => state + job.Attempt).Value());
        Assert.Null(Caller.Current);
    }

    [Fact]
    [Trait("Contract", "CALL-35")]
    public async Task A_handle_or_a_task_in_a_task_that_is_returned_is_a_value_and_is_not_awaited()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        var never = new TaskCompletionSource<int>();
        JobHandle<int> inner = caller.CallSoon(() => never.Task);
        JobHandle<int> returned = await caller.CallSoon(() => inner).Value();
        Assert.Same(inner, returned);
        Task<int> task = await caller.CallSoon(() => Task.FromResult(never.Task)).Value();
        Assert.Same(never.Task, task);
        never.SetResult(1);
    }

    [Theory]
    [InlineData(CallerThread.Dedicated, false)]
    [InlineData(CallerThread.ThreadPool, false)]
    [InlineData(CallerThread.Dedicated, true)]
    [InlineData(CallerThread.ThreadPool, true)]
    [Trait("Contract", "CALL-36")]
    [Trait("Contract", "CALL-38")]
    public async Task A_thousand_rounds_of_the_three_verbs_end_in_the_order_in_which_they_were_asked_for(
        CallerThread thread, bool yields)
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", thread, new() { AutoStart = false });
        List<int> ended = [];
        async Task Add(int i)
        {
            if (yields) await Task.Yield();
            ended.Add(i);
        }

        CallQueue<int> queue = caller.OpenQueue<int>(Add);
        JobHandle? last = null;
        for (int i = 0; i < 3000; i += 3)
        {
            int at = i;
            Assert.True(caller.Post(() => ended.Add(at)));
            Assert.True(queue.Call(at + 1));
            last = caller.CallSoon(() => Add(at + 2));
        }

        caller.Start();
        await last!.Done();
        await queue.WaitForEmptyAsync().Soon();
        Assert.Equal(Enumerable.Range(0, 3000), ended);
    }

    [Fact]
    [Trait("Contract", "CALL-36")]
    [Trait("Contract", "CALL-57")]
    public async Task The_calls_of_each_of_many_threads_start_in_that_threads_order()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", CallerThread.ThreadPool);
        const int threads = 4, rounds = 3000;
        var starts = new List<int>[threads];
        for (int t = 0; t < threads; t++) starts[t] = [];
        CallQueue<(int Thread, int Number)> queue =
            caller.OpenQueue<(int Thread, int Number)>(item => starts[item.Thread].Add(item.Number));
        await Task.WhenAll(Enumerable.Range(0, threads).Select(t => Task.Run(() =>
        {
            for (int i = 0; i < rounds; i += 3)
            {
                int at = i;
                caller.Post(() => starts[t].Add(at));
                queue.Call((t, at + 1));
                _ = caller.CallSoon(() => starts[t].Add(at + 2));
            }
        }))).Soon();
        await caller.CallSoon(() => { }).Done();
        Assert.All(starts, s => Assert.Equal(Enumerable.Range(0, rounds), s));
    }

    [Fact]
    [Trait("Contract", "CALL-37")]
    public async Task Asynchronous_calls_overlap_and_only_their_starts_are_in_order()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        var first = new Step();
        JobHandle slow = caller.CallSoon(first.RunAsync);
        Assert.Equal(1, await caller.CallSoon(() => first.HasStarted ? 1 : 0).Value());
        Assert.False(slow.IsCompleted);
        first.Succeed();
        await slow.Done();
    }

    [Fact]
    [Trait("Contract", "CALL-39")]
    public async Task A_call_sees_the_context_in_which_it_was_asked_for_and_its_changes_do_not_come_back()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", options: new() { AutoStart = false });
        Word.Value = "then";
        JobHandle<string?> call = caller.CallSoon<string?>(() =>
        {
            string? seen = Word.Value;
            Word.Value = "changed inside";
            return seen;
        });
        Word.Value = "later";
        JobHandle<string?> next = caller.CallSoon<string?>(() => Word.Value);
        caller.Start();
        Assert.Equal("then", await call.Value());
        Assert.Equal("later", await next.Value());
        Assert.Equal("later", Word.Value);
    }

    [Fact]
    [Trait("Contract", "CALL-40")]
    [Trait("Contract", "PEND-5")]
    [Trait("Contract", "PEND-4")]
    public async Task A_call_that_is_canceled_before_it_began_settles_at_once_and_never_runs()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", options: new() { AutoStart = false });
        bool ran = false;
        JobHandle call = caller.CallSoon(() => { ran = true; });
        Assert.True(call.Cancel("not wanted"));
        Assert.True(call.IsCompleted);
        Assert.True(call.Cancel());
        caller.Start();
        JobHandle done = caller.CallSoon(() => { });
        await done.Done();
        Assert.False(done.Cancel());
        Assert.False(ran);
        Assert.Equal(["not wanted"], (await call.Exit()).CancelReasons);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        JobHandle late = caller.CallSoon(() => { ran = true; }, cancellationToken: gone.Token);
        Assert.Equal(JobOutcome.Canceled, (await late.Exit()).Outcome);
        Assert.False(ran);
    }

    [Fact]
    [Trait("Contract", "CALL-42")]
    public async Task The_words_that_came_with_a_call_travel_with_it()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Caller caller = node.Node.CreateCaller("c");
        var options = new JobOptions { Name = "n", Tags = new Dictionary<string, string> { ["k"] = "v" } };
        JobHandle<string> call = caller.CallSoon(job => job.Name + job.Tags!["k"], options);
        Assert.Equal("nv", await call.Value());
        JobExit exit = await call.Exit();
        Assert.Equal("n", exit.Name);
        Assert.Equal(ManualTime.Origin, exit.ScheduledAt);
        Assert.Equal(ManualTime.Origin, exit.StartedAt);
    }

    [Fact]
    [Trait("Contract", "CALL-44")]
    public async Task A_posted_action_runs_in_the_callers_own_context_and_its_error_is_only_logged()
    {
        var log = new TestLog();
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { LoggerFactory = log });
        Caller caller = node.Node.CreateCaller("c");
        Word.Value = "mine";
        var seen = new TaskCompletionSource<string?>();
        Assert.True(caller.Post((Action)(() => throw new InvalidOperationException("boom"))));
        Assert.True(caller.Post(() => seen.SetResult(Word.Value)));
        Assert.Null(await seen.Task.Soon());
        Assert.Contains("'c'", await log.FirstError, StringComparison.Ordinal);
        Assert.Contains(log.Exceptions, e => e.Message == "boom");
    }

    [Fact]
    [Trait("Contract", "CALL-45")]
    public async Task The_current_job_is_the_call_that_runs_also_after_awaits_and_none_outside()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        Assert.Null(Caller.CurrentJob);
        JobHandle<JobHandle?>? call = null;
        var known = new TaskCompletionSource();
        call = caller.CallSoon(async () =>
        {
            await known.Task;
            await Task.Yield();
            return Caller.CurrentJob;
        });
        known.SetResult();
        Assert.Same(call, await call.Value());
        JobHandle? inScheduler = await caller.CallSoon(
            async () => await node.Scheduler().Schedule(_ => Caller.CurrentJob)).Value();
        Assert.Null(inScheduler);
        JobHandle<JobHandle?> onWorker = caller.ToThread(() => Caller.CurrentJob);
        Assert.Same(onWorker, await onWorker.Value());
    }

    [Fact]
    [Trait("Contract", "CALL-47")]
    [Trait("Contract", "CALL-48")]
    public async Task What_a_function_throws_is_its_fate_and_a_cancel_that_it_throws_itself_cancels_it()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        var own = new InvalidOperationException("own");
        JobHandle<int> failed = caller.CallSoon((Func<int>)(() => throw own));
        Assert.Same(own, await Assert.ThrowsAsync<InvalidOperationException>(() => failed.Value()));
        JobHandle canceled = caller.CallSoon(() => throw new OperationCanceledException());
        Assert.Equal(JobOutcome.Canceled, (await canceled.Exit()).Outcome);
        Assert.False((await canceled.Exit()).CancelRequested);
    }

    [Fact]
    public async Task A_call_that_runs_longer_than_its_timeout_fails()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Caller caller = node.Node.CreateCaller("c");
        var step = new Step();
        JobHandle call = caller.CallSoon(step.RunUntilCanceledAsync, new() { Timeout = TimeSpan.FromSeconds(5) });
        await step.Started;
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.True((await call.Exit()).TimedOut);
        await Assert.ThrowsAsync<TimeoutException>(() => call.Done());
    }

    [Fact]
    public async Task A_call_that_would_wait_for_itself_is_refused_also_after_an_await()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        var known = new TaskCompletionSource();
        JobHandle? call = null;
        call = caller.CallSoon(async () =>
        {
            await known.Task;
            await call!;
        });
        known.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.Done());
    }

    [Fact]
    public async Task Options_that_would_break_the_one_order_are_refused()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        Assert.Throws<ArgumentException>(() => caller.CallSoon(() => { }, new JobOptions { Priority = 1 }));
        Assert.Throws<ArgumentException>(() => caller.CallSoon(() => { }, new JobOptions { Groups = ["g"] }));
        var delayed = new JobOptions { Delay = TimeSpan.FromSeconds(1) };
        Assert.Throws<ArgumentException>(() => caller.ToThread(() => { }, delayed));
        Assert.Throws<ArgumentNullException>(() => caller.CallSoon((Action)null!));
    }
}
