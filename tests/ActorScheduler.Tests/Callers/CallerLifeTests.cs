using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Callers;

public sealed class CallerLifeTests
{
    private static readonly CallerOptions Manual = new() { AutoStart = false };

    [Fact]
    [Trait("Contract", "CALL-13")]
    [Trait("Contract", "CALL-15")]
    public async Task Calls_made_before_it_runs_are_kept_and_run_in_order()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", options: Manual);
        List<int> order = [];
        for (int i = 0; i < 10; i++)
        {
            int at = i;
            _ = caller.CallSoon(() => order.Add(at));
        }

        Assert.Equal(CallerState.Created, caller.State);
        await caller.RunAsync(async self =>
        {
            await Task.Yield();
            Assert.Equal(CallerState.Running, self.State);
        }).Soon();
        Assert.Equal(Enumerable.Range(0, 10), order);
        Assert.Equal(CallerState.Stopped, caller.State);
    }

    [Fact]
    public async Task What_is_posted_to_its_context_when_it_has_stopped_and_throws_is_logged_as_before()
    {
        using var log = new TestLog();
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { LoggerFactory = log });
        Caller caller = node.Node.CreateCaller("c");
        await caller.DisposeAsync().AsTask().Soon();
        caller.SynchronizationContext.Post(_ => throw new InvalidDataException(), null);
        Assert.Contains("'c'", await log.FirstError, StringComparison.Ordinal);
        Assert.IsType<InvalidDataException>(Assert.Single(log.Exceptions));
    }

    [Fact]
    [Trait("Contract", "CALL-14")]
    public async Task Entering_twice_or_after_a_stop_or_one_that_starts_by_itself_is_refused()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", options: Manual);
        await caller.RunAsync(async _ =>
        {
            Assert.Throws<InvalidOperationException>(caller.Start);
            await Assert.ThrowsAsync<InvalidOperationException>(() => caller.RunAsync(_ => Task.CompletedTask));
        }).Soon();
        await Assert.ThrowsAsync<InvalidOperationException>(() => caller.RunAsync(_ => Task.CompletedTask));
        Caller other = node.Node.CreateCaller("d");
        InvalidOperationException refused =
            await Assert.ThrowsAsync<InvalidOperationException>(() => other.RunAsync(_ => Task.CompletedTask));
        Assert.Contains("AutoStart = false", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Contract", "CALL-16")]
    [Trait("Contract", "CALL-18")]
    public async Task A_protected_one_stays_as_it_is_unless_it_is_forced_or_left()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", options: Manual with { Protected = true });
        await caller.RunAsync(self =>
        {
            Assert.Equal(CallerState.Running, self.Stop());
            return Task.CompletedTask;
        }).Soon();
        Assert.Equal(CallerState.Stopped, caller.State);
        Caller other = node.Node.CreateCaller("d", CallerThread.ThreadPool, new() { Protected = true });
        Assert.Equal(CallerState.Running, other.Stop());
        await other.DisposeAsync().AsTask().Soon();
        Assert.Equal(CallerState.Stopped, other.State);
    }

    [Fact]
    [Trait("Contract", "CALL-17")]
    [Trait("Contract", "CALL-24")]
    public async Task One_that_never_started_stops_at_once_and_states_only_move_on()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", options: Manual);
        JobHandle kept = caller.CallSoon(() => { });
        Assert.Equal(CallerState.Stopped, caller.Stop());
        Assert.Equal(CallerState.Stopped, caller.Stop(force: true));
        Assert.Equal(JobOutcome.Canceled, (await kept.Exit()).Outcome);
        await Assert.ThrowsAsync<InvalidOperationException>(() => caller.WaitForStartedAsync().Soon());
        await caller.WaitForStoppedAsync().Soon();
    }

    [Fact]
    [Trait("Contract", "CALL-19")]
    [Trait("Contract", "CALL-20")]
    [Trait("Contract", "CALL-21")]
    public async Task A_stop_cancels_what_waits_at_once_and_waits_for_what_runs_to_clean_up()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        Caller child = caller.GetOrAddChild("child");
        CallQueue<int> queue = caller.OpenQueue<int>(_ => { });
        var step = new Step();
        var cleanUp = new Step();
        bool onThread = false;
        JobHandle running = caller.CallSoon(async job =>
        {
            try
            {
                await step.RunUntilCanceledAsync(job);
            }
            finally
            {
                await cleanUp.RunAsync(job);
                onThread = Caller.Current == caller;
            }
        });
        await step.Started;
        using var end = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        JobHandle<int> synchronous = caller.CallSoon(() =>
        {
            entered.SetResult();
            end.Wait();
            return 9;
        });
        await entered.Task.Soon();
        JobHandle waiting = caller.CallSoon(() => { });
        Assert.Equal(CallerState.Stopping, caller.Stop());
        Assert.True(waiting.IsCompleted);       // although the thread is busy
        Assert.Equal(["closed"], (await waiting.Exit()).CancelReasons);
        Assert.False(queue.Call(1));
        Assert.False(Caller.TryGet(caller.Id, out _));
        end.Set();
        Assert.Equal(9, await synchronous.Value());
        await cleanUp.Started;
        Assert.Equal(CallerState.Stopping, caller.State);
        Assert.NotEqual(CallerState.Running, child.State);
        cleanUp.Succeed();
        await caller.WaitForStoppedAsync().Soon();
        Assert.True(onThread);
        Assert.Equal(JobOutcome.Canceled, (await running.Exit()).Outcome);
        Assert.Equal(JobOutcome.Canceled, (await queue.Completion.Exit()).Outcome);
    }

    [Fact]
    [Trait("Contract", "CALL-21")]
    public async Task A_function_that_goes_on_after_a_stop_is_asked_to_cancel_then()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        using var goOn = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var step = new Step();
        JobHandle call = caller.CallSoon(async job =>
        {
            entered.SetResult();
            goOn.Wait();
            await Task.Yield();     // from here on it goes on asynchronously, however fast the test ends the step
            await step.RunAsync(job);
        });
        await entered.Task.Soon();
        caller.Stop();
        goOn.Set();
        await step.Started;
        step.Succeed();
        Assert.Equal(["closed"], (await call.Exit()).CancelReasons);
        await caller.WaitForStoppedAsync().Soon();
    }

    [Fact]
    [Trait("Contract", "CALL-22")]
    [Trait("Contract", "CALL-93")]
    public async Task Each_state_can_be_awaited_and_stopped_comes_last()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", options: Manual);
        Caller child = caller.GetOrAddChild("child");
        Caller grandchild = child.GetOrAddChild("grandchild");
        Task started = caller.WaitForStartedAsync();
        Task stopping = caller.WaitForStoppingAsync();
        Task stopped = caller.WaitForStoppedAsync();
        Assert.False(started.IsCompleted);
        caller.Start();
        await started.Soon();
        Assert.False(stopping.IsCompleted);
        caller.Stop();
        await stopping.Soon();
        await stopped.Soon();
        Assert.Equal(CallerState.Stopped, child.State);
        Assert.Equal(CallerState.Stopped, grandchild.State);
        await child.WaitForStoppedAsync().Soon();
    }

    [Fact]
    [Trait("Contract", "CALL-23")]
    public async Task After_a_stop_calls_come_back_canceled_and_posts_are_refused()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        await caller.DisposeAsync().AsTask().Soon();
        foreach (JobHandle call in (JobHandle[])
            [caller.CallSoon(() => { }), caller.CallLater(TimeSpan.FromDays(1), () => { }), caller.ToThread(() => { })])
        {
            Assert.True(call.IsCompleted);
            Assert.Equal(JobState.Canceled, call.State);
        }

        Assert.False(caller.Post(() => { }));
        CallQueue<int> queue = caller.OpenQueue<int>(_ => { });
        Assert.False(queue.Call(1));
        await queue.WaitForEmptyAsync().Soon();
        await queue.DisposeAsync().AsTask().Soon();
    }

    [Theory]
    [InlineData(CallerThread.Dedicated)]
    [InlineData(CallerThread.ThreadPool)]
    [Trait("Contract", "CALL-25")]
    public async Task It_can_be_stopped_from_any_thread_its_own_too(CallerThread thread)
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", thread);
        JobHandle<CallerState> call = caller.CallSoon(() => caller.Stop());
        Assert.Equal(CallerState.Stopping, await call.Value());
        await caller.WaitForStoppedAsync().Soon();
    }

    [Fact]
    public async Task To_wait_for_ones_own_stop_is_refused_and_named_a_deadlock()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        Caller child = caller.GetOrAddChild("child");
        foreach (Caller inside in (Caller[])[caller, child])
        {
            InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(
                () => inside.CallSoon(async () => await caller.DisposeAsync()).Done());
            Assert.Contains("Deadlock", refused.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => inside.CallSoon(() => caller.WaitForStoppedAsync()).Done());
        }

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => caller.ToThread(() => caller.WaitForStoppedAsync()).Done());
        await Assert.ThrowsAsync<InvalidOperationException>(() => caller.CallSoon(() => node.Node.StopAsync()).Done());
        Assert.Equal(CallerState.Running, caller.State);
    }

    [Fact]
    public async Task A_node_that_is_disposed_stops_its_callers()
    {
        SchedulerNode node = await SchedulerNode.StartAsync();
        Caller caller = node.CreateCaller("c", options: new() { Protected = true });
        Caller pooled = node.CreateCaller("d", CallerThread.ThreadPool);
        await node.DisposeAsync().AsTask().Soon();
        Assert.Equal(CallerState.Stopped, caller.State);
        Assert.Equal(CallerState.Stopped, pooled.State);
        Assert.Throws<ObjectDisposedException>(() => node.CreateCaller("e"));
    }
}
