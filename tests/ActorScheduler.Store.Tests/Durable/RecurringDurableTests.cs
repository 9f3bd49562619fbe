using static ActorScheduler.Store.Tests.Durable.RecurringWorld;

namespace ActorScheduler.Store.Tests.Durable;

public sealed class RecurringDurableTests : IAsyncLifetime
{
    private readonly RecurringWorld _world = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _world.DisposeAsync().AsTask();

    [Fact]
    public async Task It_goes_on_in_the_next_life_without_being_named_and_its_counts_go_on()
    {
        Scheduler first = await _world.LiveAsync();
        RecurringJob tick = first.ScheduleRecurring("tick", EveryMinute, new Note(7));
        Assert.Equal(Minute(1), (await StatusAsync(tick)).Next);
        _world.Advance(1);
        Assert.Equal("7@1", await _world.RunAsync());
        await _world.EndAsync();
        await tick.WaitForEndAsync().WaitAsync(Limit);
        Assert.Equal(RecurringState.Ended, tick.Status.State);      // for this process

        _world.Advance(0.5);
        Scheduler second = await _world.LiveAsync();
        RecurringJob again = await OnlyAsync(second);
        RecurringStatus status = await StatusAsync(again);
        Assert.Equal(
            ("tick", Minute(2), Minute(1), 1, 0), (again.Name, status.Next, status.LastFireTime, status.Fired, status.Outstanding));
        Assert.Equal("every 00:01:00", again.Recurrence.ToString());
        _world.Advance(0.5);
        Assert.Equal("7@2", await _world.RunAsync());
        Assert.Equal(2, (await StatusAsync(again)).Fired);
    }

    [Theory]
    [InlineData(MisfirePolicy.Skip, 100, "", 4)]
    [InlineData(MisfirePolicy.FireOnce, 100, "1@5", 3)]
    [InlineData(MisfirePolicy.FireAll, 100, "1@2 1@3 1@4 1@5", 0)]
    [InlineData(MisfirePolicy.FireAll, 2, "1@4 1@5", 2)]
    public async Task Fire_times_that_passed_while_no_process_ran_are_treated_as_missed(
        MisfirePolicy misfire, int maxCatchUp, string expected, int missed)
    {
        var options = new RecurringOptions { Misfire = misfire, MaxCatchUp = maxCatchUp, Overlap = OverlapPolicy.Allow };
        RecurringJob tick = (await _world.LiveAsync()).ScheduleRecurring("tick", EveryMinute, new Note(1), options);
        await StatusAsync(tick);
        _world.Advance(1);
        Assert.Equal("1@1", await _world.RunAsync());
        await StatusAsync(tick);
        await _world.EndAsync();
        _world.Advance(4.5);
        RecurringJob again = await OnlyAsync(await _world.LiveAsync());
        RecurringStatus status = await StatusAsync(again);
        Assert.Equal(expected, await _world.RunsAsync(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Equal((missed, Minute(6)), (status.Missed, status.Next));
        _world.Advance(0.5);
        Assert.Equal("1@6", await _world.RunAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_before_or_after_the_commit_leaves_each_fire_time_one_job(bool isCommitted)
    {
        Scheduler first = await _world.LiveAsync();
        RecurringJob tick = first.ScheduleRecurring("tick", EveryMinute, new Note(1));
        await StatusAsync(tick);
        _world.Store.Hold();
        _world.Advance(1);
        await first.GetStatisticsAsync().WaitAsync(Limit);
        await first.GetStatisticsAsync().WaitAsync(Limit);
        Assert.True(_world.HasNoRun);                                       // nothing starts before the commit
        Assert.Equal(0, tick.Status.Fired);                                 // and nobody sees it
        if (isCommitted)
        {
            _world.Gate = new TaskCompletionSource();
            _world.Store.Release();
            Assert.Equal("1@1", await _world.RunAsync());
            Task handedIn = _world.HoldAsync();
            _world.Gate.SetResult();        // it ends, but the end is not written: it runs again, the same job
            await handedIn.WaitAsync(Limit);
        }

        _world.Crash();
        Scheduler second = await _world.LiveAsync();
        RecurringJob again = await OnlyAsync(second);
        Assert.Equal("1@1", await _world.RunAsync());
        await second.DrainAsync().WaitAsync(Limit);
        RecurringStatus status = await StatusAsync(again);
        Assert.Equal((1, 0, 0), (status.Fired, status.Missed, status.Outstanding));
        Assert.Equal(1, (await second.GetStatisticsAsync()).Completed);
        Assert.True(_world.HasNoRun);
    }

    [Fact]
    public async Task One_that_was_never_committed_is_not_there()
    {
        Scheduler first = await _world.LiveAsync();
        await first.GetRecurringJobsAsync().WaitAsync(Limit);
        _world.Store.Hold();
        RecurringJob tick = first.ScheduleRecurring("tick", EveryMinute, new Note(1));
        await first.GetStatisticsAsync().WaitAsync(Limit);
        Assert.Null(tick.Next);
        _world.Crash();
        Assert.Empty(await (await _world.LiveAsync()).GetRecurringJobsAsync().WaitAsync(Limit));
    }

    [Fact]
    public async Task A_job_that_runs_over_the_end_of_a_process_is_known_to_its_recurrence_in_the_next()
    {
        _world.Gate = new TaskCompletionSource();
        Scheduler first = await _world.LiveAsync();
        RecurringJob tick = first.ScheduleRecurring("tick", EveryMinute, new Note(1));
        await StatusAsync(tick);
        _world.Advance(1);
        await _world.RunAsync();
        await _world.EndAsync();

        Scheduler second = await _world.LiveAsync();
        RecurringJob again = await OnlyAsync(second);
        Assert.Equal(1, again.Status.Outstanding);                          // before anything has happened
        Assert.Equal("1@1", await _world.RunAsync());
        _world.Advance(1);
        Assert.Equal(1, (await StatusAsync(again)).Skipped);
        JobHandle job = (await second.FindJobAsync(_world.JobsOf[1].Single()).WaitAsync(Limit))!;
        _world.Gate.SetResult();
        _world.Gate = null;
        await job.WaitForExitAsync().WaitAsync(Limit);
        _world.Advance(1);
        Assert.Equal("1@3", await _world.RunAsync());
        RecurringStatus status = await StatusAsync(again);
        Assert.Equal((2, 1), (status.Fired, status.Skipped));
        Assert.Equal(JobOutcome.Completed, status.LastExits[0].Outcome);
    }

    [Fact]
    public async Task What_waits_in_its_queue_waits_on_over_stops_and_crashes()
    {
        _world.Gate = new TaskCompletionSource();
        Scheduler first = await _world.LiveAsync();
        var options = new RecurringOptions { Overlap = OverlapPolicy.Queue };
        RecurringJob tick = first.ScheduleRecurring("tick", EveryMinute, new Note(1), options);
        await StatusAsync(tick);
        for (int minute = 1; minute <= 3; minute++)
        {
            _world.Advance(1);
            await StatusAsync(tick);
        }

        Assert.Equal("1@1", await _world.RunAsync());
        Task stopped = first.StopAsync();
        _world.Gate.SetResult();
        await stopped.WaitAsync(Limit);
        Assert.True(_world.HasNoRun);           // the stop has not thrown the queue at a closed door
        _world.Gate = null;
        Scheduler second = await _world.LiveAsync();
        Assert.Equal("1@2 1@3", await _world.RunsAsync(2));
        await second.DrainAsync().WaitAsync(Limit);
        RecurringStatus status = await StatusAsync(await OnlyAsync(second));
        Assert.Equal((3, 0, 0), (status.Fired, status.Queued, status.Skipped));
    }

    [Theory]
    [InlineData(StopMode.Drain)]
    [InlineData(StopMode.CancelRunning)]
    public async Task A_stop_ends_it_for_this_process_only(StopMode mode)
    {
        Scheduler first = await _world.LiveAsync();
        RecurringJob tick = first.ScheduleRecurring("tick", EveryMinute, new Note(1));
        await first.StopAsync(mode).WaitAsync(Limit);
        await tick.WaitForEndAsync().WaitAsync(Limit);
        RecurringJob late = first.ScheduleRecurring("late", EveryMinute, new Note(2));
        await late.WaitForEndAsync().WaitAsync(Limit);
        Assert.Equal((RecurringState.Ended, RecurringState.Ended), (tick.Status.State, late.Status.State));
        RecurringJob again = await OnlyAsync(await _world.LiveAsync());
        Assert.Equal(("tick", RecurringState.Active), (again.Name, (await StatusAsync(again)).State));
    }

    [Fact]
    public async Task A_scheduler_that_has_failed_early_fires_no_more_but_the_next_life_does()
    {
        var options = new SchedulerOptions { FailureMode = FailureMode.FailEarly };
        Scheduler first = await _world.LiveAsync(options);
        RecurringJob tick = first.ScheduleRecurring("tick", EveryMinute, new Note(1));
        await StatusAsync(tick);
        await Assert.ThrowsAnyAsync<Exception>(
            () => first.Schedule(Job.Process("/does/not/exist")).AsTask().WaitAsync(Limit));
        _world.Advance(1);
        await tick.WaitForEndAsync().WaitAsync(Limit);
        Assert.Equal(0, tick.Status.Fired);
        _world.Advance(0.5);
        await _world.EndAsync();
        await StatusAsync(await OnlyAsync(await _world.LiveAsync(options)));
        Assert.Equal("1@1", await _world.RunAsync());
    }

    [Fact]
    public async Task A_pause_and_its_end_are_kept()
    {
        RecurringJob tick = (await _world.LiveAsync()).ScheduleRecurring("tick", EveryMinute, new Note(1));
        tick.Pause();
        await StatusAsync(tick);
        await _world.EndAsync();
        _world.Advance(5.5);
        RecurringJob again = await OnlyAsync(await _world.LiveAsync());
        RecurringStatus paused = await StatusAsync(again);
        Assert.Equal((RecurringState.Paused, null, null), (paused.State, paused.Problem, paused.Next));
        again.Resume();
        Assert.Equal(Minute(6), (await StatusAsync(again)).Next);
        await _world.EndAsync();
        _world.Advance(0.5);
        RecurringStatus status = await StatusAsync(await OnlyAsync(await _world.LiveAsync()));
        Assert.Equal("1@6", await _world.RunAsync());
        Assert.Equal((1, 0), (status.Fired, status.Missed));
    }

    [Fact]
    public async Task A_restored_one_is_found_by_its_name_and_can_be_canceled_for_good()
    {
        Scheduler first = await _world.LiveAsync();
        foreach (string name in (string[])["b", "a"])
            await StatusAsync(first.ScheduleRecurring(name, EveryMinute, new Note(1)));
        await _world.EndAsync();
        Scheduler second = await _world.LiveAsync();
        Assert.Equal(["a", "b"], (await second.GetRecurringJobsAsync().WaitAsync(Limit)).Select(job => job.Name));
        RecurringJob a = Assert.IsType<RecurringJob>(await second.FindRecurringJobAsync("a").WaitAsync(Limit));
        a.Cancel();
        await a.WaitForEndAsync().WaitAsync(Limit);
        Assert.Null(await second.FindRecurringJobAsync("a").WaitAsync(Limit));
        await _world.EndAsync();
        Assert.Equal("b", (await OnlyAsync(await _world.LiveAsync())).Name);
        Assert.Equal("b", Assert.Single((await _world.World.ReadAsync("s")).Recurrences.Entries.Values).Written.Name);
    }

    [Fact]
    public async Task A_canceled_one_leaves_the_store_when_its_last_job_has_ended()
    {
        _world.Gate = new TaskCompletionSource();
        RecurringJob tick = (await _world.LiveAsync()).ScheduleRecurring("tick", EveryMinute, new Note(1));
        await StatusAsync(tick);
        _world.Advance(1);
        await _world.RunAsync();
        tick.Cancel();
        await StatusAsync(tick);
        Assert.False(tick.WaitForEndAsync().IsCompleted);
        await _world.EndAsync();

        Scheduler second = await _world.LiveAsync();
        Assert.Empty(await second.GetRecurringJobsAsync().WaitAsync(Limit));
        Assert.Equal("1@1", await _world.RunAsync());
        RecurringJob fresh = second.ScheduleRecurring("tick", EveryMinute, new Note(2));    // another of that name
        await StatusAsync(fresh);
        _world.Gate.SetResult();
        await second.DrainAsync().WaitAsync(Limit);
        _world.Advance(1);
        Assert.Equal("2@2", await _world.RunAsync());
        await StatusAsync(fresh);
        await _world.EndAsync();
        Assert.Equal(2, Assert.Single((await _world.World.ReadAsync("s")).Recurrences.Entries).Key);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_between_two_lives_fires_nothing_again()
    {
        Scheduler first = await _world.LiveAsync();
        await StatusAsync(first.ScheduleRecurring("tick", EveryMinute, new Note(1)));
        for (int minute = 1; minute <= 3; minute++)
        {
            _world.Advance(1);
            Assert.Equal($"1@{minute}", await _world.RunAsync());
            await first.DrainAsync().WaitAsync(Limit);      // it has ended before the next is due
        }

        await _world.EndAsync();
        _world.Wall.Shift(TimeSpan.FromMinutes(-2.5));
        RecurringJob again = await OnlyAsync(await _world.LiveAsync());
        Assert.Equal(Minute(4), (await StatusAsync(again)).Next);
        for (int step = 0; step < 4; step++)
        {
            _world.Advance(1);
            await StatusAsync(again);
        }

        Assert.Equal("1@4", await _world.RunAsync());
        Assert.True(_world.HasNoRun);
    }

    [Fact]
    public async Task A_process_recurs_as_well()
    {
        RecurringJob tick = (await _world.LiveAsync()).ScheduleRecurring("tick", EveryMinute, Job.Process("true"));
        await StatusAsync(tick);
        await _world.EndAsync();
        _world.Advance(1);
        Scheduler second = await _world.LiveAsync();
        RecurringJob again = await OnlyAsync(second);
        await StatusAsync(again);
        await second.DrainAsync().WaitAsync(Limit);
        JobExit exit = Assert.Single((await StatusAsync(again)).LastExits);
        Assert.Equal((JobOutcome.Completed, "tick"), (exit.Outcome, exit.Name));
        Assert.IsType<ProcessExit>(exit);
    }
}
