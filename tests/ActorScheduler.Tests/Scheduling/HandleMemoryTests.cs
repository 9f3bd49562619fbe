using System.Runtime.CompilerServices;
using ActorScheduler.Tests.Callers;

namespace ActorScheduler.Tests.Scheduling;

/// <summary>What a handle keeps alive that somebody holds for long.</summary>
[Collection(AloneCollection.Name)]
public sealed class HandleMemoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_has_ended_keeps_none_of_those_that_it_ran_after(bool canceledByTheFirst)
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        (JobHandle last, WeakReference middle) = await ChainAsync(scheduler, canceledByTheFirst);
        await scheduler.Schedule(_ => { }).Done();
        await Task.Yield();     // off the stack of what has just ended
        CallerIdentityTests.CollectUntilGone(middle);
        Assert.False(middle.IsAlive);
        JobExit exit = await last.Exit();
        Assert.Equal(canceledByTheFirst ? JobOutcome.Canceled : JobOutcome.Completed, exit.Outcome);
        if (canceledByTheFirst) Assert.IsType<InvalidDataException>(exit.Exception!.InnerException);
    }

    [Fact]
    public async Task A_source_that_cannot_be_opened_leaves_nothing_with_the_readers_token()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        using var reader = new CancellationTokenSource();
        WeakReference run = FailToOpen(t => scheduler.RunAllAsync(new BadSource<Job>()).GetAsyncEnumerator(t), reader.Token);
        WeakReference jobs = FailToOpen(t => new BadSource<JobHandle>().AsCompleted().GetAsyncEnumerator(t), reader.Token);
        CallerIdentityTests.CollectUntilGone(run, jobs);
        Assert.False(run.IsAlive || jobs.IsAlive);
    }

    [Fact]
    public async Task A_run_that_has_ended_keeps_nothing_of_what_its_scheduler_does_after_it()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        SchedulerRun run = scheduler.RunAllAsync([Job.Run(_ => { })]);
        Assert.Equal(0, await run.RunToEndAsync().Soon());
        WeakReference barrier = await BarriersAsync(scheduler);
        await Task.Yield();
        CallerIdentityTests.CollectUntilGone(barrier);
        Assert.False(barrier.IsAlive);
        Assert.Equal(0, run.ExitCode);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(JobHandle Last, WeakReference Middle)> ChainAsync(Scheduler scheduler, bool fails)
    {
        JobHandle last = scheduler.Schedule(_ => { if (fails) throw new InvalidDataException(); });
        WeakReference? middle = null;
        for (int i = 0; i < 3; i++)
        {
            last = scheduler.Schedule(_ => { }, new JobOptions { After = [last] });
            middle ??= new WeakReference(last);
            await last.Exit();
        }

        return (last, middle!);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference FailToOpen<T>(
        Func<CancellationToken, IAsyncEnumerator<T>> open, CancellationToken cancellationToken)
    {
        InvalidDataException thrown = Assert.Throws<InvalidDataException>(
            () => open(cancellationToken).MoveNextAsync().AsTask().GetAwaiter().GetResult());
        return (WeakReference)thrown.Data["seen"]!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> BarriersAsync(Scheduler scheduler)
    {
        WeakReference? first = null;
        for (int i = 0; i < 4; i++)
        {
            JobHandle job = scheduler.Schedule(_ => { }), barrier = scheduler.InsertBarrier();
            first ??= new WeakReference(barrier);
            await job.Done();
            await barrier.Done();
        }

        return first!;
    }

    /// <summary>Uses the token that it is given, and fails.</summary>
    private sealed class BadSource<T> : IAsyncEnumerable<T>
    {
        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            object held = new();
            cancellationToken.UnsafeRegister(static state => GC.KeepAlive(state), held);
            throw new InvalidDataException { Data = { ["seen"] = new WeakReference(held) } };
        }
    }
}
