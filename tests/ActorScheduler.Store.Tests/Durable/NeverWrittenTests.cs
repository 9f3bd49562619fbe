namespace ActorScheduler.Store.Tests.Durable;

/// <summary>
/// A scheduler that was taken over, or has failed: what was never in its store is refused, and says so; only what may
/// be there is lost.
/// </summary>
public sealed class NeverWrittenTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly SchedulerOptions Durable = new() { Durable = true, MaxJobs = 1 };

    private readonly World _world = new();
    private readonly Notes _notes = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_job_for_a_scheduler_that_was_taken_over_is_refused_and_can_be_given_to_the_other()
    {
        await using SchedulerNode first = await _world.StartAsync(_notes);
        Scheduler old = await OpenAsync(first);
        await using SchedulerNode second = await _world.StartAsync(_notes);
        Scheduler now = await OpenAsync(second);

        JobHandle<int> late = old.Schedule(new Note(1));
        Task accepted = late.Accepted;
        JobRejectedException refusal = await RefusedAsync(late.AsTask());
        var reason = Assert.IsType<RejectReason.NotWritten>(refusal.Reason);
        Assert.Equal("Scheduler 's' was taken over: this owner's epoch is 1, now it is 2.", reason.Why);
        Assert.Equal(
            "The job was refused: the scheduler ended before the job was in its store: " + reason.Why, refusal.Message);
        Assert.Equal(StoreError.Fenced, Assert.IsType<StoreException>(refusal.InnerException).Error);
        Assert.Same(reason, (await RefusedAsync(accepted)).Reason);

        Assert.Equal(reason, (await RefusedAsync(old.ScheduleAsync(new Note(2)))).Reason);      // by now it has ended
        Assert.Equal(10, await now.Schedule(new Note(1)).AsTask().WaitAsync(Limit));
        Assert.Equal([1], _notes.Ran);
    }

    [Fact]
    public async Task Whatever_was_decided_about_jobs_that_were_not_written_they_are_refused()
    {
        await using SchedulerNode first = await _world.StartAsync(_notes);
        Scheduler old = await OpenAsync(first);
        _world.Store.Hold();
        JobHandle<int> next = old.Schedule(new Note(1));
        JobHandle<int> waiting = old.Schedule(new Note(2));
        JobHandle<int> delayed = old.Schedule(new Note(3), new() { Delay = TimeSpan.FromHours(1) });
        JobHandle<int> dependent = old.Schedule(new Note(4), new() { After = [waiting] });
        JobHandle<int> canceled = old.Schedule(new Note(5));
        canceled.Cancel();
        await old.GetStatisticsAsync().WaitAsync(Limit);        // all of that is decided
        await using SchedulerNode second = await _world.StartAsync(_notes);
        await OpenHeldAsync(second);
        _world.Store.Release();
        JobHandle<int>[] jobs = [next, waiting, delayed, dependent, canceled];
        foreach (JobHandle<int> job in jobs)
            Assert.IsType<RejectReason.NotWritten>((await RefusedAsync(job.AsTask())).Reason);
        Assert.Empty(_notes.Ran);
    }

    [Fact]
    public async Task A_job_that_was_written_although_its_scheduler_heard_of_a_failure_is_lost_and_not_refused()
    {
        await using SchedulerNode first = await _world.StartAsync(_notes);
        Scheduler old = await OpenAsync(first);
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Store.Fault = _ =>
        {
            _world.Store.Fault = null;
            _world.Store.Hold();        // it tries again, in vain by then
            failed.SetResult();
            return MemoryFault.After;
        };
        JobHandle<int> job = old.Schedule(new Note(1));
        await failed.Task.WaitAsync(Limit);
        await using SchedulerNode second = await _world.StartAsync(_notes);
        Scheduler now = await OpenHeldAsync(second);
        _world.Store.Release();
        var lost = await Assert.ThrowsAsync<JobLostException>(() => job.AsTask().WaitAsync(Limit));
        Assert.Equal(StoreError.Fenced, Assert.IsType<StoreException>(lost.InnerException).Error);
        await now.DrainAsync().WaitAsync(Limit);
        Assert.Equal([1], _notes.Ran);
    }

    [Fact]
    public async Task Who_follows_a_job_of_a_key_is_refused_when_that_job_is()
    {
        await using SchedulerNode first = await _world.StartAsync(_notes);
        Scheduler old = await OpenAsync(first);
        await old.Schedule(new Note(1), new() { Key = "ended" }).AsTask().WaitAsync(Limit);
        _notes.Before = (_, context) => _gate.Task.WaitAsync(context.CancellationToken);
        await old.ScheduleAsync(new Note(2), new() { Key = "written" }).WaitAsync(Limit);
        _world.Store.Hold();
        JobHandle<int> unwritten = old.Schedule(new Note(3), new() { Key = "unwritten" });
        JobHandle<int> behindUnwritten = old.Schedule(new Note(3), new() { Key = "unwritten" });
        JobHandle<int> behindWritten = old.Schedule(new Note(2), new() { Key = "written" });
        JobHandle<int> askedFor = old.Schedule(new Note(1), new() { Key = "ended" });       // the store is to be asked
        await old.GetStatisticsAsync().WaitAsync(Limit);
        await using SchedulerNode second = await _world.StartAsync(_notes);
        await OpenHeldAsync(second);
        _world.Store.Release();
        foreach (JobHandle<int> job in (JobHandle<int>[])[unwritten, behindUnwritten, askedFor])
            Assert.IsType<RejectReason.NotWritten>((await RefusedAsync(job.AsTask())).Reason);
        await Assert.ThrowsAsync<JobLostException>(() => behindWritten.AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task Who_follows_a_job_that_came_by_letter_is_not_refused_since_the_letter_is_still_there()
    {
        await using SchedulerNode first = await _world.StartAsync(_notes);
        Scheduler old = await OpenAsync(first);
        var handedIn = new TaskCompletionSource<Action>(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Store.Courier = (_, arrive) => handedIn.TrySetResult(arrive);
        var id = JobId.ForKey("s", "mailed");
        Letter letter = LetterWriter.Submit("s", id, "note:1", "{\"Number\":4}"u8.ToArray(), new() { Key = "mailed" });
        await ((IStore)_world.Store).PostAsync([letter], CancellationToken.None);
        Action arrive = await handedIn.Task.WaitAsync(Limit);
        JobHandle<int> follower = old.Schedule(new Note(4), new() { Key = "mailed" });
        await old.GetStatisticsAsync().WaitAsync(Limit);        // it follows the job of the letter, which is on its way

        _world.Store.Courier = null;
        await using SchedulerNode second = await _world.StartAsync(_notes);
        Scheduler now = await OpenHeldAsync(second);
        arrive();
        await Assert.ThrowsAsync<JobLostException>(() => follower.AsTask().WaitAsync(Limit));
        Assert.Equal(40, await now.Schedule(new Note(4), new() { Key = "mailed" }).AsTask().WaitAsync(Limit));
        Assert.Equal([4], _notes.Ran);
    }

    // It has taken the journal over when it answers.
    private static async Task<Scheduler> OpenHeldAsync(SchedulerNode node)
    {
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        return scheduler;
    }

    private static async Task<Scheduler> OpenAsync(SchedulerNode node)
    {
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        await scheduler.DrainAsync().WaitAsync(Limit);      // it has read its journal
        return scheduler;
    }

    private static Task<JobRejectedException> RefusedAsync(Task end) =>
        Assert.ThrowsAsync<JobRejectedException>(() => end.WaitAsync(Limit));
}
