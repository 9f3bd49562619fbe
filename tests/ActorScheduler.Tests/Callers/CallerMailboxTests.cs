using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Callers;

/// <summary>What a Caller's mailbox promises: one consumer, no bound, one order, and an end that forgets nothing.</summary>
public sealed class CallerMailboxTests
{
    private static readonly CallerOptions Manual = new() { AutoStart = false };

    [Theory]
    [InlineData(CallerThread.Dedicated)]
    [InlineData(CallerThread.ThreadPool)]
    [Trait("Contract", "CALL-89")]
    public async Task It_has_one_consumer_whoever_puts_things_in_and_a_second_one_is_refused(CallerThread thread)
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", thread, Manual);
        int inside = 0, overlaps = 0, ran = 0;
        void Work()
        {
            if (Interlocked.Increment(ref inside) != 1) overlaps++;
            ran++;
            Interlocked.Decrement(ref inside);
        }

        await caller.RunAsync(async self =>
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => self.RunAsync(_ => Task.CompletedTask));
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                for (int i = 0; i < 5_000; i++) self.Post(Work);
            })));
            await self.CallSoon(() => { });     // behind all of them
        }).Soon();
        Assert.Equal((20_000, 0), (ran, overlaps));
    }

    [Fact]
    [Trait("Contract", "CALL-90")]
    public async Task Putting_something_in_never_waits_has_no_bound_and_keeps_each_threads_order()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        using var goOn = new ManualResetEventSlim();
        caller.Post(goOn.Wait);     // nothing is taken out meanwhile
        const int threads = 4, each = 50_000;
        var seen = new List<int>[threads];
        await Task.WhenAll(Enumerable.Range(0, threads).Select(t => Task.Run(() =>
        {
            seen[t] = new List<int>(each);
            for (int i = 0; i < each; i++)
            {
                int number = i;
                Assert.True(caller.Post(() => seen[t].Add(number)));
            }
        }))).Soon();
        JobHandle last = caller.CallSoon(() => { });
        Assert.All(seen, s => Assert.Empty(s));
        goOn.Set();
        await last.Done();
        Assert.All(seen, s => Assert.Equal(Enumerable.Range(0, each), s));
    }

    [Theory]
    [InlineData(CallerThread.Dedicated, 1)]
    [InlineData(CallerThread.ThreadPool, 2)]
    [InlineData(CallerThread.Dedicated, 3)]
    [InlineData(CallerThread.ThreadPool, 4)]
    [Trait("Contract", "CALL-36")]
    public async Task A_thousand_starts_of_random_verbs_come_in_order_whatever_yields_and_whoever_asks(
        CallerThread thread, int seed)
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", thread);
        var random = new Random(seed);
        List<int> started = [];
        var queues = new CallQueue<int>[3];
        for (int q = 0; q < queues.Length; q++) queues[q] = caller.OpenQueue<int>(started.Add);
        JobHandle last = caller.CallSoon(() => { });
        for (int i = 0; i < 1000; i++)
        {
            int at = i;
            switch (random.Next(5))
            {
                case 0: caller.Post(() => started.Add(at)); break;
                case 1: queues[random.Next(queues.Length)].Call(at); break;
                case 2: last = caller.CallSoon(() => started.Add(at)); break;
                case 3:
                    last = caller.CallSoon(async () =>
                    {
                        started.Add(at);
                        for (int yields = at % 4; yields > 0; yields--) await Task.Yield();
                    });
                    break;
                default: last = caller.CallLater(TimeSpan.Zero, () => started.Add(at)); break;
            }

            if (random.Next(100) == 0) await last.Done();       // the Caller is idle for once
        }

        await caller.CallSoon(() => { }).Done();
        Assert.True(Enumerable.Range(0, 1000).SequenceEqual(started), $"seed {seed}: {string.Join(' ', started)}");
    }

    [Fact]
    [Trait("Contract", "CALL-91")]
    public async Task A_stop_rejects_what_is_inside_and_what_comes_later_and_the_thread_ends()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        using var goOn = new ManualResetEventSlim();
        Thread? thread = null;
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        JobHandle busy = caller.CallSoon(() =>
        {
            thread = Thread.CurrentThread;
            entered.SetResult();
            goOn.Wait();
        });
        await entered.Task.Soon();
        int ran = 0;
        JobHandle[] inside = [.. Enumerable.Range(0, 100).Select(_ => caller.CallSoon(() => { ran++; }))];
        caller.Post(() => ran++);
        caller.Stop();
        Assert.All(inside, call => Assert.Equal(JobState.Canceled, call.State));    // told at once, the thread is busy
        Assert.Equal(JobState.Canceled, caller.CallSoon(() => { ran++; }).State);
        Assert.False(caller.Post(() => ran++));
        goOn.Set();
        await caller.WaitForStoppedAsync().Soon();
        Assert.Equal(JobState.Completed, busy.State);
        Assert.Equal(0, ran);
        Assert.True(thread!.Join(Guard.Limit));
    }

    [Fact]
    [Trait("Contract", "CALL-92")]
    public async Task Who_leaves_early_stops_it_and_what_is_still_inside_is_rejected()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", options: Manual);
        JobHandle? next = null, behind = null;
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await caller.RunAsync(async self =>
        {
            next = self.CallSoon(() =>
            {
                entered.SetResult();
                self.WaitForStoppingAsync().Soon().GetAwaiter().GetResult();
            });
            behind = self.CallSoon(() => { });
            await entered.Task.ConfigureAwait(false);       // ends elsewhere, while the thread is in the next call
        }).Soon();
        Assert.Equal(CallerState.Stopped, caller.State);
        Assert.Equal((JobState.Completed, JobState.Canceled), (next!.State, behind!.State));
    }

    [Fact]
    [Trait("Contract", "CALL-94")]
    public async Task A_body_that_is_run_has_its_callers_stages_and_leaving_it_stops_and_waits()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", options: Manual);
        var body = new Step();
        Task run = caller.RunAsync(async _ => await body.RunAsync(default));
        await caller.WaitForStartedAsync().Soon();
        await body.Started;
        Assert.False(caller.WaitForStoppingAsync().IsCompleted);
        var cleanUp = new Step();
        JobHandle other = caller.CallSoon(cleanUp.RunAsync);
        await cleanUp.Started;
        body.Succeed();
        await caller.WaitForStoppingAsync().Soon();
        Assert.False(run.IsCompleted);      // it waits for the clean-up of what ran beside it
        cleanUp.Succeed();
        await run.Soon();
        Assert.Equal((CallerState.Stopped, JobState.Canceled), (caller.State, other.State));
    }

    [Fact]
    [Trait("Contract", "CALL-94")]
    public async Task A_body_whose_caller_stops_under_it_ends_with_an_error_also_when_it_is_the_parent_that_stops()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller parent = node.Node.CreateCaller("parent");
        Caller caller = parent.GetOrAddChild("c", options: Manual);
        var body = new Step();
        Task run = caller.RunAsync(async _ =>
        {
            await Task.Yield();     // from here on it goes on asynchronously, however fast the test ends the step
            await body.RunAsync(default);
        });
        await body.Started;
        parent.Stop();
        await caller.WaitForStoppingAsync().Soon();
        body.Succeed();
        await Assert.ThrowsAsync<JobCanceledException>(() => run.Soon());
        await parent.WaitForStoppedAsync().Soon();

        Caller early = node.Node.CreateCaller("early", options: Manual);
        Task started = early.WaitForStartedAsync();
        early.Stop();
        InvalidOperationException told = await Assert.ThrowsAsync<InvalidOperationException>(() => started.Soon());
        Assert.Contains("stopped before it ran", told.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => early.RunAsync(_ => Task.CompletedTask));
    }
}
