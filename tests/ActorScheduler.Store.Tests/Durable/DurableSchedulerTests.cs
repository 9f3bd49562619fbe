namespace ActorScheduler.Store.Tests.Durable;

public sealed class DurableSchedulerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly SchedulerOptions Durable = new() { Durable = true, MaxJobs = 1 };

    private readonly World _world = new();
    private readonly Notes _notes = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_durable_job_runs_and_leaves_nothing_behind()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        JobHandle<int> job = await node.CreateScheduler("s", Durable).ScheduleAsync(new Note(1)).WaitAsync(Limit);
        Assert.Equal(10, await job.AsTask().WaitAsync(Limit));
        Assert.Empty((await _world.ReadAsync("s")).Jobs);
    }

    [Fact]
    public async Task A_job_whose_exception_cannot_say_what_happened_fails_and_nothing_else_does()
    {
        _notes.Before = (note, _) => note.Number == 1 ? throw new SpeechlessException() : Task.CompletedTask;
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        JobHandle<int> bad = scheduler.Schedule(new Note(1)), good = scheduler.Schedule(new Note(2));
        JobExit exit = await bad.WaitForExitAsync().WaitAsync(Limit);
        Assert.IsType<SpeechlessException>(exit.Exception);
        Assert.Contains(nameof(SpeechlessException), exit.ToString(), StringComparison.Ordinal);
        Assert.Equal(20, await good.AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task A_job_is_accepted_when_it_is_in_the_store_and_starts_after_that()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        await scheduler.DrainAsync().WaitAsync(Limit);      // it has read its journal
        _world.Store.Hold();
        JobHandle<int> job = scheduler.Schedule(new Note(1));
        Task accepted = job.Accepted;
        await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        Assert.False(accepted.IsCompleted);
        Assert.Empty(_notes.Ran);
        _world.Store.Release();
        await accepted.WaitAsync(Limit);
        Assert.Equal(10, await job.AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task What_was_accepted_goes_on_in_the_next_life()
    {
        JobHandle<int>[] left;
        SchedulerNode first = await _world.StartAsync(_notes);
        _notes.Before = (_, context) => _gate.Task.WaitAsync(context.CancellationToken);
        Scheduler scheduler = first.CreateScheduler("s", Durable);
        left = [.. Enumerable.Range(1, 5).Select(n => scheduler.Schedule(new Note(n), new() { Name = $"n{n}" }))];
        await left[4].Accepted.WaitAsync(Limit);
        await first.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.All(left, job => Assert.Equal(JobState.Lost, job.State));

        _notes.Before = null;
        await using SchedulerNode second = await _world.StartAsync(_notes);
        Scheduler again = second.CreateScheduler("s", Durable);
        await again.DrainAsync().WaitAsync(Limit);
        Assert.Equal([1, 1, 2, 3, 4, 5], _notes.Ran);
        Assert.Equal(5, (await again.GetStatisticsAsync()).Completed);
        Assert.Empty((await _world.ReadAsync("s")).Jobs);
    }

    [Fact]
    public async Task An_attempt_that_ends_well_while_its_node_ends_is_not_done_again()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _notes.Before = async (_, context) =>
        {
            started.SetResult();
            await Task.Run(context.CancellationToken.WaitHandle.WaitOne).WaitAsync(Limit);
        };
        SchedulerNode first = await _world.StartAsync(_notes);
        JobHandle<int> job = first.CreateScheduler("s", Durable).Schedule(new Note(1));
        await started.Task.WaitAsync(Limit);
        await first.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.Equal(JobState.Completed, job.State);
        Assert.Empty((await _world.ReadAsync("s")).Jobs);
    }

    [Fact]
    public async Task A_barrier_holds_over_the_end_of_a_node()
    {
        _notes.Before = (_, context) => _gate.Task.WaitAsync(context.CancellationToken);
        SchedulerNode first = await _world.StartAsync(_notes);
        SchedulerOptions wide = Durable with { MaxJobs = 10 };
        Scheduler scheduler = first.CreateScheduler("s", wide);
        for (int n = 1; n <= 3; n++) _ = scheduler.Schedule(new Note(n));
        _ = scheduler.InsertBarrier();
        _ = scheduler.Schedule(new Note(4));
        _ = scheduler.InsertBarrier();
        await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        await first.DisposeAsync().AsTask().WaitAsync(Limit);

        await using SchedulerNode second = await _world.StartAsync(_notes);
        Scheduler again = second.CreateScheduler("s", wide);
        JobHandle<int> last = again.Schedule(new Note(5));
        HoldReason? reason = await last.GetHoldReasonAsync().WaitAsync(Limit);
        Assert.IsType<HoldReason.Barrier>(reason);
        _notes.Before = null;
        _gate.SetResult();
        await last.AsTask().WaitAsync(Limit);
        Assert.Equal([1, 2, 3, 4, 5], _notes.Ran[^5..].Order());
        Assert.Equal([4, 5], _notes.Ran[^2..]);
    }

    [Fact]
    public async Task A_delegate_is_refused_with_the_reason()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        var thrown = Assert.Throws<InvalidOperationException>(() => { scheduler.Schedule(_ => { }); });
        Assert.Equal(
            "Scheduler 's' is durable and a delegate cannot be written down: use a NamedJob with a handler, or a process.",
            thrown.Message);
        Assert.Throws<InvalidOperationException>(() => { scheduler.Schedule(_ => 1); });
        Assert.Throws<InvalidOperationException>(() => { scheduler.Schedule(Job.Run(_ => { })); });
        Recurrence hourly = Recurrence.Every(TimeSpan.FromHours(1));
        Assert.Throws<InvalidOperationException>(() => scheduler.ScheduleRecurring("r", hourly, _ => { }));
        RetryPolicy asks = RetryPolicy.Fixed(2) with { ShouldRetry = _ => true };
        Assert.Throws<ArgumentException>(() => { scheduler.Schedule(new Note(1), new() { Retry = asks }); });
        ProcessJob streams = Job.Process("true") with { Output = ProcessOutput.Stream };
        Assert.Throws<ArgumentException>(() => { scheduler.Schedule(streams); });
    }

    [Fact]
    public async Task What_a_durable_scheduler_needs_is_told_when_it_is_made()
    {
        await using SchedulerNode bare = await SchedulerNode.StartAsync();
        Assert.Throws<ArgumentException>(() => bare.CreateScheduler("s", Durable));
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Assert.Throws<ArgumentException>(() => node.CreateScheduler("s", Durable with { RunInline = true }));
        node.CreateScheduler("s", Durable);
        Assert.Throws<ArgumentException>(() => node.CreateScheduler("s", Durable));
    }

    [Fact]
    public async Task A_scheduler_that_was_taken_over_loses_its_jobs_to_the_other()
    {
        _notes.Before = (_, context) => _gate.Task.WaitAsync(context.CancellationToken);
        await using SchedulerNode first = await _world.StartAsync(_notes);
        Scheduler old = first.CreateScheduler("s", Durable);
        JobHandle<int> running = await old.ScheduleAsync(new Note(1)).WaitAsync(Limit);
        await using SchedulerNode second = await _world.StartAsync(_notes);
        Scheduler now = second.CreateScheduler("s", Durable);
        await now.GetStatisticsAsync().WaitAsync(Limit);
        _ = old.Schedule(new Note(2));
        var lost = await Assert.ThrowsAsync<JobLostException>(() => running.AsTask().WaitAsync(Limit));
        Assert.Equal(StoreError.Fenced, Assert.IsType<StoreException>(lost.InnerException).Error);
        Assert.EndsWith(" is gone. " + lost.InnerException.Message, lost.Message, StringComparison.Ordinal);
        _gate.SetResult();
        await now.DrainAsync().WaitAsync(Limit);
        Assert.Equal(1, (await now.GetStatisticsAsync()).Completed);
    }

    [Fact]
    public async Task While_the_store_is_full_jobs_are_refused_and_afterwards_all_goes_on()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        await scheduler.DrainAsync().WaitAsync(Limit);
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Store.Fault = _ =>
        {
            failed.TrySetResult();
            return MemoryFault.Before;
        };
        JobHandle<int> before = scheduler.Schedule(new Note(1));
        await failed.Task.WaitAsync(Limit);
        // The turn that commits has ended with the first answer, and the news of its failure is there with the second.
        await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        var refusal = await Assert.ThrowsAsync<JobRejectedException>(
            () => scheduler.ScheduleAsync(new Note(2)).WaitAsync(Limit));
        Assert.IsType<RejectReason.StoreUnavailable>(refusal.Reason);
        Assert.False(before.Accepted.IsCompleted);
        _world.Store.Fault = null;
        Assert.Equal(10, await before.AsTask().WaitAsync(Limit));
        Assert.Equal(30, await (await scheduler.ScheduleAsync(new Note(3)).WaitAsync(Limit)).AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task What_an_attempt_puts_by_is_there_for_the_next_in_another_life()
    {
        var put = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        List<AttemptToken> tokens = [];
        byte[] found = [];
        _notes.Before = async (_, context) =>
        {
            tokens.Add(context.Token);
            found = context.Checkpoint.ToArray();
            await context.CheckpointAsync(new byte[] { 1, 2, 3 });
            put.TrySetResult();
            await _gate.Task.WaitAsync(context.CancellationToken);
        };
        SchedulerNode first = await _world.StartAsync(_notes);
        _ = first.CreateScheduler("s", Durable).Schedule(new Note(1));
        await put.Task.WaitAsync(Limit);
        Assert.Empty(found);
        await first.DisposeAsync().AsTask().WaitAsync(Limit);

        _gate.SetResult();
        await using SchedulerNode second = await _world.StartAsync(_notes);
        await second.CreateScheduler("s", Durable).DrainAsync().WaitAsync(Limit);
        Assert.Equal([1, 2, 3], found);
        Assert.Equal([new AttemptToken(1, 1), new AttemptToken(2, 2)], tokens);
        Assert.True(tokens[0] < tokens[1]);
    }

    [Fact]
    public async Task A_job_whose_process_dies_three_times_is_set_aside_and_its_neighbours_are_not()
    {
        var begun = new SemaphoreSlim(0);
        _notes.Before = (note, _) =>
        {
            if (note.Number != 1) return Task.CompletedTask;
            begun.Release();
            return _gate.Task;
        };
        List<SchedulerNode> dead = [];
        for (int life = 1; life <= 3; life++)
        {
            // The node that dies: its store hears nothing of it any more, because the next one takes over.
            SchedulerNode node = await _world.StartAsync(_notes);
            dead.Add(node);
            Scheduler scheduler = node.CreateScheduler("s", Durable);
            if (life == 1) await scheduler.ScheduleAsync(new Note(1)).WaitAsync(Limit);
            Assert.True(await begun.WaitAsync(Limit));
        }

        await using SchedulerNode last = await _world.StartAsync(_notes);
        Scheduler survivor = last.CreateScheduler("s", Durable);
        Assert.Equal(20, await survivor.Schedule(new Note(2)).AsTask().WaitAsync(Limit));
        SchedulerStatistics end = await survivor.GetStatisticsAsync().WaitAsync(Limit);
        Assert.Equal((1, 1), (end.Lost, end.Completed));
        Assert.Equal([1, 1, 1, 2], _notes.Ran);
        _gate.SetResult();
        foreach (SchedulerNode node in dead) await node.DisposeAsync().AsTask().WaitAsync(Limit);
    }

    [Fact]
    public async Task A_process_that_ran_when_its_node_died_is_lost_unless_it_may_run_again()
    {
        SchedulerOptions wide = Durable with { MaxJobs = 3 };
        await using SchedulerNode first = await _world.StartAsync(_notes);
        Scheduler old = first.CreateScheduler("s", wide);
        ProcessJob sleeps = Job.Process("sleep", "60");
        var again = new JobOptions { OnLost = LostPolicy.RunAgain, Name = "again" };
        JobHandle[] jobs = [old.Schedule(sleeps), old.Schedule(sleeps, again)];
        foreach (JobHandle job in jobs)
        {
            var started = new TaskCompletionSource();
            using IDisposable listener = job.OnStart(_ => started.TrySetResult());
            await started.Task.WaitAsync(Limit);
        }

        await using SchedulerNode second = await _world.StartAsync(_notes);
        Scheduler now = second.CreateScheduler("s", wide);
        SchedulerStatistics state = await now.GetStatisticsAsync().WaitAsync(Limit);
        Assert.Equal((1, 1), (state.Lost, state.Running));
    }

    [Fact]
    public async Task The_failure_of_a_durable_job_is_a_warning_and_looking_it_up_is_none()
    {
        using var log = new WarningLog();
        _notes.Before = static (_, _) => throw new InvalidDataException();
        await using SchedulerNode node = await SchedulerNode.StartAsync(
            new() { Store = _world.Store, Handlers = { _notes }, LoggerFactory = log });
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        JobHandle<int> job = scheduler.Schedule(new Note(1));
        await job.WaitForExitAsync().WaitAsync(Limit);
        JobHandle found = (await scheduler.FindJobAsync(job.Id).WaitAsync(Limit))!;
        await found.WaitForExitAsync().WaitAsync(Limit);
        Assert.Contains($"s: job {job.Id}  ended as Failed", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_whose_kind_is_not_known_any_more_waits_for_a_node_that_knows_it_and_nobody_waits_for_it()
    {
        _notes.Before = (_, context) => _gate.Task.WaitAsync(context.CancellationToken);
        SchedulerNode first = await _world.StartAsync(_notes);
        JobHandle<int> job = await first.CreateScheduler("s", Durable).ScheduleAsync(new Note(1)).WaitAsync(Limit);
        await first.DisposeAsync().AsTask().WaitAsync(Limit);
        using var log = new WarningLog();
        await using (SchedulerNode second = await SchedulerNode.StartAsync(new() { Store = _world.Store, LoggerFactory = log }))
        {
            Scheduler now = second.CreateScheduler("s", Durable);
            Assert.True((await now.Schedule(Job.Process("true")).AsTask().WaitAsync(Limit)).Succeeded);
            JobHandle found = (await now.FindJobAsync(job.Id).WaitAsync(Limit))!;
            HoldReason? why = await found.GetHoldReasonAsync().WaitAsync(Limit);
            Assert.Equal("NoHandler(this node has none for 'note:1')", why!.ToString());
            Assert.Equal(why, (await now.GetStatisticsAsync().WaitAsync(Limit)).HeldBy);
        }

        Assert.Equal(["s: this node has no handler for 'note:1'; jobs that wait for a node that has: 1"], log.Lines);
        _gate.SetResult();
        await using SchedulerNode third = await _world.StartAsync(_notes);
        Scheduler again = third.CreateScheduler("s", Durable);
        await again.DrainAsync().WaitAsync(Limit);
        Assert.Equal(1, (await again.GetStatisticsAsync()).Completed);
    }

    private sealed class SpeechlessException : Exception
    {
        public override string Message => throw new InvalidDataException();
    }
}
