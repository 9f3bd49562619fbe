using System.Collections.Concurrent;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class PortageListenerTests
{
    [Fact]
    [Trait("Contract", "PORT-17")]
    public async Task Listeners_are_told_in_the_order_of_registration_and_never_inside_a_call()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var order = new ConcurrentQueue<string>();
        int caller = Environment.CurrentManagedThreadId, inside = 0, synchronous = 0;
        var step = new Step();
        JobHandle first = scheduler.Schedule(step.RunAsync);
        JobHandle job = scheduler.Schedule(_ => { });
        Volatile.Write(ref inside, 1);
        for (int i = 0; i < 5; i++)
        {
            int number = i;
            _ = job.OnExit(exit => Note($"exit {number} {exit.JobId == job.Id}"));
            _ = job.OnStart(handle => Note($"start {number} {ReferenceEquals(handle, job)}"));
        }

        _ = first.OnStart(_ => Note("other"));
        job.Cancel();
        Volatile.Write(ref inside, 0);
        step.Succeed();
        await first.Exit();
        await job.Exit();
        IEnumerable<string> numbers = Enumerable.Range(0, 5).Select(i => $"{i} True");
        Assert.Equal(
            numbers.Select(n => "start " + n).Concat(numbers.Select(n => "exit " + n)), order.Where(o => o != "other"));
        Assert.Equal(0, synchronous);

        void Note(string what)
        {
            if (Volatile.Read(ref inside) == 1 && Environment.CurrentManagedThreadId == caller) synchronous++;
            order.Enqueue(what);
        }
    }

    [Fact]
    [Trait("Contract", "PORT-18")]
    public async Task Start_comes_before_exit_even_when_the_job_ends_at_once()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        for (int i = 0; i < 200; i++)
        {
            var blocker = new Step();
            _ = scheduler.Schedule(blocker.RunAsync);
            var told = new ConcurrentQueue<string>();
            JobHandle instant = scheduler.Schedule(_ => { });
            _ = instant.OnExit(_ => told.Enqueue("exit"));
            _ = instant.OnStart(_ => told.Enqueue("start"));
            blocker.Succeed();
            await instant.Exit();
            Assert.Equal("start exit", string.Join(' ', told));
        }
    }

    [Fact]
    [Trait("Contract", "PORT-19")]
    [Trait("Contract", "PORT-20")]
    public async Task Late_listeners_are_served_each_time()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle job = scheduler.Schedule(step.RunAsync);
        await step.Started;
        var startedLate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = job.OnStart(_ => startedLate.SetResult());
        await startedLate.Task.Soon();      // told at once, not held until the end
        step.Succeed();
        await job.Done();
        for (int i = 0; i < 2; i++)
        {
            var exited = new TaskCompletionSource<JobExit>(TaskCreationOptions.RunContinuationsAsynchronously);
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = job.OnExit(exited.SetResult);
            _ = job.OnStart(_ => started.SetResult());
            Assert.True((await exited.Task.Soon()).Succeeded);
            await started.Task.Soon();
        }
    }

    [Fact]
    [Trait("Contract", "PORT-21")]
    public async Task The_same_listener_twice_before_the_end_is_called_once_and_after_it_each_time()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle job = scheduler.Schedule(step.RunAsync);
        var calls = new SemaphoreSlim(0);
        int exits = 0;
        Action<JobExit> listener = _ =>
        {
            Interlocked.Increment(ref exits);
            calls.Release();
        };
        _ = job.OnExit(listener);
        _ = job.OnExit(listener);
        step.Succeed();
        await job.Done();
        Assert.Equal(1, exits);
        _ = job.OnExit(listener);
        _ = job.OnExit(listener);
        for (int i = 0; i < 3; i++) Assert.True(await calls.WaitAsync(Guard.Limit));
        Assert.Equal(3, exits);
    }

    [Fact]
    [Trait("Contract", "PORT-22")]
    public async Task A_disposed_listener_is_called_no_more_even_when_its_call_is_on_its_way()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle job = scheduler.Schedule(step.RunAsync);
        IDisposable? onItsWay = null;
        int calls = 0;
        Action<JobExit> again = _ => Interlocked.Increment(ref calls);
        _ = job.OnExit(_ => onItsWay!.Dispose());
        onItsWay = job.OnExit(_ => Assert.Fail("It was disposed before its turn."));
        IDisposable early = job.OnExit(again);
        early.Dispose();
        early.Dispose();
        _ = job.OnExit(again);      // may come back
        step.Succeed();
        await job.Done();
        Assert.Equal(1, calls);
    }

    [Fact]
    [Trait("Contract", "PORT-23")]
    public async Task A_job_that_ends_without_having_started_tells_its_start_listeners_first()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        _ = scheduler.Schedule(step.RunAsync);
        JobHandle job = scheduler.Schedule(_ => Assert.Fail("It must not run."));
        var order = new ConcurrentQueue<string>();
        _ = job.OnExit(_ => order.Enqueue("exit"));
        _ = job.OnStart(_ => order.Enqueue("start"));
        job.Cancel();
        await job.Exit();
        Assert.Equal("start exit", string.Join(' ', order));
        step.Succeed();
    }

    [Fact]
    [Trait("Contract", "PORT-24")]
    public async Task An_exit_listener_may_schedule_cancel_and_wait_on_its_own_scheduler()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(1));
        var step = new Step();
        JobHandle job = await scheduler.ScheduleAsync(step.RunAsync).Soon();
        var result = new TaskCompletionSource<Task<int>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = job.OnExit(_ => result.SetResult(GoOnAsync()));
        step.Succeed();
        Assert.Equal(5, await (await result.Task.Soon()).Soon());

        async Task<int> GoOnAsync()
        {
            await job;
            var victim = new Step();
            JobHandle canceled = await scheduler.ScheduleAsync(victim.RunUntilCanceledAsync);
            canceled.Cancel();
            await canceled.WaitForExitAsync();
            await scheduler.DrainAsync();
            return await await scheduler.ScheduleAsync(_ => 5);
        }
    }

    [Fact]
    public async Task A_listener_that_throws_is_logged_and_the_others_and_those_who_await_go_on()
    {
        using var log = new TestLog();
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { LoggerFactory = log });
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle job = scheduler.Schedule(step.RunAsync, new() { Name = "the job" });
        int others = 0;
        var error = new InvalidDataException();
        _ = job.OnStart(_ => throw error);
        _ = job.OnStart(_ => others++);
        _ = job.OnExit(_ => throw error);
        _ = job.OnExit(_ => others++);
        step.Succeed();
        await job.Done();
        Assert.Equal(2, others);
        Assert.Equal([error, error], log.Exceptions);
        Assert.Contains("the job", await log.FirstError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_listener_sets_for_its_flow_the_next_does_not_see()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle job = scheduler.Schedule(step.RunAsync);
        var local = new AsyncLocal<int>();
        var seen = new ConcurrentQueue<(int, bool)>();
        for (int i = 1; i <= 3; i++)
        {
            int number = i;
            _ = job.OnExit(_ =>
            {
                seen.Enqueue((local.Value, SynchronizationContext.Current is null));
                local.Value = number;
                SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            });
        }

        step.Succeed();
        await job.Done();
        Assert.Equal([(0, true), (0, true), (0, true)], seen);
    }
}
