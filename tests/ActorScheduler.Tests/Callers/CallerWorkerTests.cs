using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Callers;

public sealed class CallerWorkerTests
{
    [Fact]
    [Trait("Contract", "CALL-49")]
    [Trait("Contract", "CALL-55")]
    public async Task A_function_runs_on_the_thread_of_a_child_synchronous_or_not()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        Caller? first = await caller.ToThread(() => Caller.Current).Value();
        Assert.Same(caller, first!.Parent);
        Caller? second = await caller.ToThread(async () =>
        {
            Caller? before = Caller.Current;
            await Task.Yield();
            Assert.Same(before, Caller.Current);
            return before;
        }).Value();
        Assert.Contains(second, caller.Children);
        var step = new Step();
        JobHandle running = caller.ToThread(step.RunUntilCanceledAsync);
        await step.Started;
        await caller.DisposeAsync().AsTask().Soon();
        Assert.Equal(JobOutcome.Canceled, (await running.Exit()).Outcome);
        Assert.Equal(CallerState.Stopped, first.State);
        Assert.Equal(CallerState.Stopped, second!.State);
    }

    [Fact]
    [Trait("Contract", "CALL-50")]
    public async Task Twenty_calls_at_once_have_twenty_threads()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", CallerThread.ThreadPool);
        using var all = new CountdownEvent(20);
        JobHandle<int>[] calls = [.. Enumerable.Range(0, 20).Select(_ => caller.ToThread(() =>
        {
            all.Signal();
            all.Wait();
            return Environment.CurrentManagedThreadId;
        }))];
        int[] threads = await Task.WhenAll(calls.Select(c => c.Value()));
        Assert.Equal(20, threads.Distinct().Count());
    }

    [Fact]
    [Trait("Contract", "CALL-50")]
    public async Task With_a_limit_the_rest_waits_in_order()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", options: new() { MaxWorkers = 2 });
        Step[] steps = [new(), new(), new(), new()];
        JobHandle[] calls = [.. steps.Select(s => caller.ToThread(s.RunAsync))];
        await steps[0].Started;
        await steps[1].Started;
        Assert.Equal(JobState.Waiting, calls[2].State);
        calls[2].Cancel();
        steps[1].Succeed();
        await steps[3].Started;
        Assert.Equal(2, caller.Children.Count);
        Assert.Equal(JobOutcome.Canceled, (await calls[2].Exit()).Outcome);
        steps[0].Succeed();
        steps[3].Succeed();
        await calls[3].Done();
    }

    [Fact]
    [Trait("Contract", "CALL-51")]
    public async Task Idle_workers_are_kept_up_to_a_number_and_more_are_stopped()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", options: new() { MaxIdleWorkers = 2 });
        Step[] steps = [new(), new(), new()];
        JobHandle[] calls = [.. steps.Select(s => caller.ToThread(s.RunAsync))];
        foreach (Step step in steps) await step.Started;
        Caller[] workers = [.. caller.Children];
        Assert.Equal(3, workers.Length);
        foreach (Step step in steps) step.Succeed();
        foreach (JobHandle call in calls) await call.Done();
        Caller stopped = Assert.Single(workers, w => w.State >= CallerState.Stopping);
        await stopped.WaitForStoppedAsync().Soon();
        Assert.Equal(2, caller.Children.Count);
    }

    [Fact]
    [Trait("Contract", "CALL-52")]
    [Trait("Contract", "CALL-56")]
    public async Task The_worker_that_was_used_last_is_used_first_once_its_call_is_done()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        Step[] steps = [new(), new()];
        var on = new Caller?[2];
        JobHandle[] calls = [.. steps.Select((s, i) => caller.ToThread(async job =>
        {
            on[i] = Caller.Current;
            await s.RunAsync(job);
        }))];
        foreach (Step step in steps) await step.Started;
        steps[1].Succeed();
        await calls[1].Done();
        steps[0].Succeed();
        await calls[0].Done();
        for (int i = 0; i < 5; i++) Assert.Same(on[0], await caller.ToThread(() => Caller.Current).Value());
    }

    [Fact]
    [Trait("Contract", "CALL-53")]
    public async Task A_worker_that_is_idle_for_too_long_is_stopped()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Caller caller = node.Node.CreateCaller("c");
        await caller.ToThread(() => { }).Done();
        Caller worker = Assert.Single(caller.Children);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(CallerState.Running, worker.State);
        await caller.ToThread(() => { }).Done();
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(CallerState.Running, worker.State);
        time.Advance(TimeSpan.FromSeconds(1));
        await worker.WaitForStoppedAsync().Soon();
        Assert.Empty(caller.Children);
        Assert.Equal(0, time.ArmedTimers);
        Caller forever = node.Node.CreateCaller("d", options: new() { IdleWorkerTimeout = Timeout.InfiniteTimeSpan });
        await forever.ToThread(() => { }).Done();
        time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(CallerState.Running, Assert.Single(forever.Children).State);
    }

    [Fact]
    [Trait("Contract", "CALL-54")]
    public async Task A_worker_that_was_stopped_from_outside_is_not_used_again()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        await caller.ToThread(() => { }).Done();
        Caller worker = Assert.Single(caller.Children);
        worker.Stop();
        Caller? other = await caller.ToThread(() => Caller.Current).Value();
        Assert.NotSame(worker, other);
        var step = new Step();
        JobHandle running = caller.ToThread(step.RunUntilCanceledAsync);
        await step.Started;
        other!.Stop();
        Assert.Equal(JobOutcome.Canceled, (await running.Exit()).Outcome);
        await other.WaitForStoppedAsync().Soon();
        await caller.ToThread(() => { }).Done();
    }

    [Fact]
    [Trait("Contract", "CALL-56")]
    public async Task A_worker_goes_back_only_after_the_clean_up_of_a_canceled_call()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        var step = new Step();
        var cleanUp = new Step();
        JobHandle call = caller.ToThread(async job =>
        {
            try
            {
                await step.RunUntilCanceledAsync(job);
            }
            finally
            {
                await cleanUp.RunAsync(job);
            }
        });
        await step.Started;
        Caller worker = Assert.Single(caller.Children);
        call.Cancel();
        await cleanUp.Started;
        Assert.NotSame(worker, await caller.ToThread(() => Caller.Current).Value());
        cleanUp.Succeed();
        Assert.Equal(JobOutcome.Canceled, (await call.Exit()).Outcome);
        Assert.Same(worker, await caller.ToThread(() => Caller.Current).Value());
    }
}
