namespace ActorScheduler.Tests.Scheduling;

/// <summary>The library's own news of a job's end, which come in the turn that ends it.</summary>
public class VisibleEndTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_news_come_once_and_find_the_end_visible()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Scheduler scheduler = node.CreateScheduler("s");
        var mayEnd = new TaskCompletionSource();
        var seen = new TaskCompletionSource<JobState>();
        int calls = 0;
        JobHandle job = scheduler.Schedule(_ => mayEnd.Task);
        job.OnVisibleEnd(() =>
        {
            Interlocked.Increment(ref calls);
            seen.TrySetResult(job.IsCompleted ? job.State : JobState.Running);
        });

        mayEnd.SetResult();
        Assert.Equal(JobState.Completed, await seen.Task.WaitAsync(Patience));
        await scheduler.InsertBarrier();
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_job_that_has_ended_tells_at_once()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        JobHandle job = node.CreateScheduler("s").Schedule(_ => { });
        await job;
        bool told = false;
        job.OnVisibleEnd(() => told = true);
        Assert.True(told);
    }

    [Fact]
    public async Task Listeners_are_called_as_well()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        var mayEnd = new TaskCompletionSource();
        var news = new TaskCompletionSource<bool>();
        var listened = new TaskCompletionSource();
        JobHandle job = node.CreateScheduler("s").Schedule(_ => mayEnd.Task);
        job.OnExit(_ => listened.SetResult());
        job.OnVisibleEnd(() => news.SetResult(job.IsCompleted));
        mayEnd.SetResult();
        Assert.True(await news.Task.WaitAsync(Patience));
        await listened.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_refused_job_tells_its_refusal()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Scheduler scheduler = node.CreateScheduler("s");
        await scheduler.StopAsync(StopMode.Drain);
        var seen = new TaskCompletionSource<JobState>();
        JobHandle job = scheduler.Schedule(_ => { });
        job.OnVisibleEnd(() => seen.SetResult(job.State));
        Assert.Equal(JobState.Rejected, await seen.Task.WaitAsync(Patience));
    }
}
