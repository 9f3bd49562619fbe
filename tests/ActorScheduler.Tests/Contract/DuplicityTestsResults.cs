using System.Runtime.CompilerServices;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class DuplicityTestsResults
{
    [Fact]
    [Trait("Contract", "DUP-19")]
    public async Task Every_await_on_any_thread_gives_the_same_answer()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2);
        var value = new object();
        JobHandle<object> good = scheduler.Schedule(_ => value);
        var error = new InvalidDataException("bad");
        JobHandle bad = scheduler.Schedule(_ => ThrowFromHere(error));
        for (int i = 0; i < 3; i++)
        {
            Assert.Same(value, await good);
            Assert.Same(value, await Task.Run(async () => await good));
            Assert.Same(error, await Assert.ThrowsAsync<InvalidDataException>(() => bad.Done()));
            Assert.Same(error, await Task.Run(() => Assert.ThrowsAsync<InvalidDataException>(() => bad.Done())));
        }

        Assert.Contains(nameof(ThrowFromHere), error.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Contract", "DUP-20")]
    public async Task All_who_await_go_on_and_one_that_gives_up_leaves_the_others_alone()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        JobHandle job = scheduler.Schedule(step.RunAsync);
        Task[] waiters = [.. Enumerable.Range(0, 20).Select(async i => { if (i % 2 == 0) await job; else await job.AsTask(); })];
        using var impatient = new CancellationTokenSource();
        Task<JobExit> givesUp = job.WaitForExitAsync(impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givesUp);
        Assert.False(job.IsCancelRequested);
        step.Succeed();
        await Task.WhenAll(waiters).Soon();
    }

    [Fact]
    [Trait("Contract", "DUP-21")]
    public async Task A_failure_that_nobody_looks_at_is_no_unobserved_exception()
    {
        int unobserved = 0;
        EventHandler<UnobservedTaskExceptionEventArgs> listener = (_, e) =>
        {
            if (e.Exception.InnerExceptions.Any(x => x is DroppedException)) Interlocked.Increment(ref unobserved);
        };
        TaskScheduler.UnobservedTaskException += listener;
        try
        {
            await using (TestNode node = await TestNode.StartAsync())
            {
                await FailAndDropAsync(node.Scheduler(2));
            }

            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= listener;
        }

        Assert.Equal(0, unobserved);
    }

    [Fact]
    public async Task A_job_whose_result_is_any_object_gives_what_its_asynchronous_work_returned()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        JobHandle<object> late = scheduler.Schedule<object>(async _ => { await Task.Yield(); return "late"; });
        Assert.Equal("late", await late.Value());
        Func<JobContext, string> text = _ => "text";
        Assert.Equal("text", await scheduler.Schedule<object>(text).Value());
        JobHandle<Task> task = scheduler.Schedule<Task>(_ => Task.CompletedTask);
        Assert.Same(Task.CompletedTask, await task.Value());
    }

    [Fact]
    public async Task Work_that_returns_no_task_has_failed()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        JobHandle job = scheduler.Schedule((Func<JobContext, Task>)NoTask);
        Assert.Equal(JobOutcome.Failed, (await job.Exit()).Outcome);
    }

    [Fact]
    public async Task A_finished_job_keeps_nothing_of_what_it_ran_alive()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        (JobHandle[] handles, WeakReference[] targets) = ScheduleWithTargets(scheduler);
        foreach (JobHandle handle in handles) await handle.Exit();
        await scheduler.DrainAsync().Soon();
        foreach (WeakReference target in targets) Assert.True(await IsCollectedAsync(scheduler, target));
        GC.KeepAlive(handles);
    }

    private static Task NoTask(JobContext job) => Unsafe.As<Task>(null)!;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowFromHere(Exception error) => throw error;

    private static async Task FailAndDropAsync(Scheduler scheduler)
    {
        _ = scheduler.Schedule(_ => { throw new DroppedException(); });
        _ = scheduler.Schedule(async _ => { await Task.Yield(); throw new DroppedException(); });
        _ = scheduler.Schedule<int>(async _ => { await Task.Yield(); throw new DroppedException(); });
        JobHandle job = scheduler.Schedule(_ => { throw new DroppedException(); });
        JobHandle<int> value = scheduler.Schedule((Func<JobContext, int>)(_ => throw new DroppedException()));
        _ = job.AsTask();
        _ = value.AsTask();
        _ = job.Accepted;
        await scheduler.DrainAsync().Soon();
        await job.Exit();
        await value.Exit();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (JobHandle[] Handles, WeakReference[] Targets) ScheduleWithTargets(Scheduler scheduler)
    {
        var local = new AsyncLocal<Target?> { Value = new Target() };       // travels in the execution context
        Target[] targets = [new(), new(), new(), local.Value];
        JobHandle[] handles =
        [
            scheduler.Schedule(targets[0].Run),
            scheduler.Schedule(targets[1].RunAsync),
            scheduler.Schedule(targets[2].Fail),
        ];
        local.Value = null;
        return (handles, [.. targets.Select(t => new WeakReference(t))]);
    }

    // A thread of the pool may still have the last job on its stack: another job there clears it.
    private static async Task<bool> IsCollectedAsync(Scheduler scheduler, WeakReference target)
    {
        for (int i = 0; i < 200 && target.IsAlive; i++)
        {
            await scheduler.Schedule(_ => { }).Done();
            await Task.Yield();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return !target.IsAlive;
    }

    private sealed class DroppedException : Exception;

    private sealed class Target
    {
        private readonly byte[] _content = new byte[100];

        public void Run(JobContext job) => _content[0]++;

        public async Task RunAsync(JobContext job)
        {
            await Task.Yield();
            _content[0]++;
        }

        public int Fail(JobContext job) => throw new InvalidDataException(_content.Length.ToString());
    }
}
