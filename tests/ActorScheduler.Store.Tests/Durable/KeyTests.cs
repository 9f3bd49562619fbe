namespace ActorScheduler.Store.Tests.Durable;

/// <summary>Idempotent submission: a key names one piece of work.</summary>
public sealed class KeyTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly SchedulerOptions Durable = new() { Durable = true, MaxJobs = 1 };
    private static readonly JobOptions Keyed = new() { Key = "order-42" };

    private readonly World _world = new();
    private readonly Notes _notes = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Scheduling_again_while_the_job_is_there_runs_nothing_and_tells_of_that_job()
    {
        _notes.Before = (_, _) => _gate.Task;
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        JobHandle<int> first = scheduler.Schedule(new Note(1), Keyed);
        JobHandle<int> second = await scheduler.ScheduleAsync(new Note(2), Keyed).WaitAsync(Limit);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(JobId.ForKey("s", "order-42"), first.Id);
        Assert.False(second.IsCompleted);
        _gate.SetResult();
        Assert.Equal((10, 10), (await first.AsTask().WaitAsync(Limit), await second.AsTask().WaitAsync(Limit)));
        Assert.Equal([1], _notes.Ran);
        Assert.Equal(1, (await scheduler.GetStatisticsAsync()).Scheduled);
    }

    [Fact]
    public async Task Scheduling_again_after_its_end_gives_the_result_that_was_kept()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        await scheduler.Schedule(new Note(1), Keyed).AsTask().WaitAsync(Limit);
        JobHandle<int> again = scheduler.Schedule(new Note(2), Keyed);
        await again.Accepted.WaitAsync(Limit);
        Assert.Equal(10, await again.AsTask().WaitAsync(Limit));
        JobExit exit = await again.WaitForExitAsync().WaitAsync(Limit);
        Assert.Equal((JobOutcome.Completed, 1), (exit.Outcome, exit.Attempts));
        Assert.Equal([1], _notes.Ran);
    }

    [Fact]
    public async Task A_key_is_known_in_the_next_life_whether_its_job_had_ended_or_not()
    {
        SchedulerNode first = await _world.StartAsync(_notes);
        Scheduler old = first.CreateScheduler("s", Durable);
        await old.Schedule(new Note(1), Keyed).AsTask().WaitAsync(Limit);
        _notes.Before = (_, context) => _gate.Task.WaitAsync(context.CancellationToken);
        await old.ScheduleAsync(new Note(2), new() { Key = "waits" }).WaitAsync(Limit);
        await first.DisposeAsync().AsTask().WaitAsync(Limit);

        _gate.SetResult();
        await using SchedulerNode second = await _world.StartAsync(_notes);
        Scheduler now = second.CreateScheduler("s", Durable);
        JobHandle<int> ended = now.Schedule(new Note(7), Keyed);
        JobHandle<int> waited = now.Schedule(new Note(8), new() { Key = "waits" });
        Assert.Equal((10, 20), (await ended.AsTask().WaitAsync(Limit), await waited.AsTask().WaitAsync(Limit)));
        Assert.DoesNotContain(7, _notes.Ran);
        Assert.DoesNotContain(8, _notes.Ran);
    }

    [Fact]
    public async Task A_key_is_free_again_when_the_exit_is_not_kept_any_more()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable with { KeepExits = TimeSpan.Zero });
        await scheduler.Schedule(new Note(1), Keyed).AsTask().WaitAsync(Limit);
        Assert.Equal(20, await scheduler.Schedule(new Note(2), Keyed).AsTask().WaitAsync(Limit));
        Assert.Equal([1, 2], _notes.Ran);
    }

    [Fact]
    public async Task A_key_of_another_kind_of_job_is_refused()
    {
        _notes.Before = (_, _) => _gate.Task;
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        JobHandle<int> first = scheduler.Schedule(new Note(1), Keyed);
        JobExit while_it_runs = await scheduler.Schedule(Job.Process("true"), Keyed).WaitForExitAsync().WaitAsync(Limit);
        Assert.Equal(new RejectReason.KeyTaken(first.Id, "note"), ReasonOf(while_it_runs));
        _gate.SetResult();
        await first.AsTask().WaitAsync(Limit);
        JobExit after = await scheduler.Schedule(Job.Process("true"), Keyed).WaitForExitAsync().WaitAsync(Limit);
        Assert.Equal(new RejectReason.KeyTaken(first.Id, "note"), ReasonOf(after));
    }

    [Fact]
    public async Task Canceling_any_of_the_handles_cancels_the_job()
    {
        _notes.Before = (_, context) => _gate.Task.WaitAsync(context.CancellationToken);
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        JobHandle<int> first = scheduler.Schedule(new Note(1), Keyed);
        JobHandle<int> second = scheduler.Schedule(new Note(1), Keyed);
        second.Cancel("no more");
        Assert.Equal(["no more"], (await first.WaitForExitAsync().WaitAsync(Limit)).CancelReasons);
        JobExit exit = await second.WaitForExitAsync().WaitAsync(Limit);
        Assert.Equal((JobOutcome.Canceled, "no more"), (exit.Outcome, exit.CancelReasons[0]));
    }

    [Fact]
    public async Task A_submitter_that_gave_up_before_does_not_cancel_the_job_of_another()
    {
        _notes.Before = (_, _) => _gate.Task;
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        JobHandle<int> first = scheduler.Schedule(new Note(1), Keyed);
        JobHandle<int> late = scheduler.Schedule(new Note(1), Keyed, new CancellationToken(canceled: true));
        Assert.Equal(JobOutcome.Canceled, (await late.WaitForExitAsync().WaitAsync(Limit)).Outcome);
        _gate.SetResult();
        Assert.Equal(10, await first.AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task Who_follows_a_job_is_let_go_when_the_node_ends()
    {
        _notes.Before = (_, context) => _gate.Task.WaitAsync(context.CancellationToken);
        SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        await scheduler.ScheduleAsync(new Note(1), Keyed).WaitAsync(Limit);
        JobHandle<int> follower = await scheduler.ScheduleAsync(new Note(1), Keyed).WaitAsync(Limit);
        await node.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.Equal(JobOutcome.Lost, (await follower.WaitForExitAsync().WaitAsync(Limit)).Outcome);
    }

    [Fact]
    public async Task A_failure_that_was_kept_says_what_was_thrown()
    {
        _notes.Before = (_, _) => throw new InvalidDataException("bad picture");
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        await scheduler.Schedule(new Note(1), Keyed).WaitForExitAsync().WaitAsync(Limit);
        JobHandle<int> again = scheduler.Schedule(new Note(1), Keyed);
        var thrown = await Assert.ThrowsAsync<JobFailedException>(() => again.AsTask().WaitAsync(Limit));
        Assert.Equal(("InvalidDataException", "bad picture"), (thrown.FailureType, thrown.FailureMessage));
    }

    [Fact]
    public async Task A_key_needs_a_durable_scheduler()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler volatileOne = node.CreateScheduler("v");
        Assert.Throws<ArgumentException>(() => volatileOne.Schedule(_ => { }, Keyed));
        Assert.Throws<ArgumentException>(() => volatileOne.Schedule(Job.Process("true"), Keyed));
        Assert.Throws<ArgumentException>(() => new JobOptions { Key = "" });
        Assert.Throws<ArgumentException>(() => new JobOptions { Key = new string('x', 201) });
        Assert.NotEqual(JobId.ForKey("a", "bc"), JobId.ForKey("ab", "c"));
    }

    private static RejectReason ReasonOf(JobExit exit) => Assert.IsType<JobRejectedException>(exit.Exception).Reason;
}
