using ActorScheduler.Handlers;
using ActorScheduler.Store.Facts;
using static ActorScheduler.Store.Tests.Durable.RecurringWorld;

namespace ActorScheduler.Store.Tests.Durable;

/// <summary>What a program says of a recurring job that is in the store already, and what a process cannot have.</summary>
public sealed class RecurringChangeTests : IAsyncLifetime
{
    private static readonly RecurringOptions All = new()
    {
        Misfire = MisfirePolicy.FireAll, Overlap = OverlapPolicy.Allow,
    };

    private readonly RecurringWorld _world = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _world.DisposeAsync().AsTask();

    [Fact]
    public async Task Scheduled_again_as_it_was_it_keeps_its_state_and_nothing_is_written()
    {
        RecurringJob tick = (await _world.LiveAsync()).ScheduleRecurring("tick", EveryMinute, new Note(1), All);
        await StatusAsync(tick);
        _world.Advance(1);
        Assert.Equal("1@1", await _world.RunAsync());
        await StatusAsync(tick);
        await _world.EndAsync();
        _world.Advance(0.5);
        Scheduler second = await _world.LiveAsync();
        await OnlyAsync(second);
        int facts = _world.Store.CountFacts("s");
        RecurringJob again = second.ScheduleRecurring("tick", EveryMinute, new Note(1), All with { });
        RecurringStatus status = await StatusAsync(again);
        Assert.Equal((1, Minute(2), Minute(1)), (status.Fired, status.Next, status.LastFireTime));
        Assert.Equal(facts, _world.Store.CountFacts("s"));
    }

    [Fact]
    public async Task A_handle_that_was_found_and_that_of_the_program_show_the_same()
    {
        await StatusAsync((await _world.LiveAsync()).ScheduleRecurring("tick", EveryMinute, new Note(1)));
        await _world.EndAsync();
        Scheduler second = await _world.LiveAsync();
        RecurringJob found = await OnlyAsync(second);
        RecurringJob named = second.ScheduleRecurring("tick", Recurrence.Cron("5-59/5 * * * *"), new Note(1));
        await StatusAsync(named);
        Assert.Equal(named.Status, found.Status);
        Assert.Equal("cron 5-59/5 * * * * (UTC)", found.Recurrence.ToString());
        _world.Advance(5);
        Assert.Equal("1@5", await _world.RunAsync());
        found.Cancel();
        await named.WaitForEndAsync().WaitAsync(Limit);
        await found.WaitForEndAsync().WaitAsync(Limit);
    }

    [Fact]
    public async Task Another_job_or_other_rules_hold_for_the_fire_times_that_are_not_decided()
    {
        RecurringJob tick = (await _world.LiveAsync()).ScheduleRecurring("tick", EveryMinute, new Note(1));
        await StatusAsync(tick);
        _world.Advance(1);
        Assert.Equal("1@1", await _world.RunAsync());
        await StatusAsync(tick);
        await _world.EndAsync();
        _world.Advance(3.5);
        RecurringJob again = (await _world.LiveAsync()).ScheduleRecurring("tick", EveryMinute, new Note(2), All);
        RecurringStatus status = await StatusAsync(again);
        Assert.Equal((4, 0, Minute(5)), (status.Fired, status.Missed, status.Next));
        Assert.Equal("2@2 2@3 2@4", await _world.RunsAsync(3));
    }

    [Fact]
    public async Task Another_recurrence_holds_from_then_on_and_no_fire_time_comes_twice()
    {
        RecurringJob tick = (await _world.LiveAsync()).ScheduleRecurring("tick", EveryMinute, new Note(1), All);
        await StatusAsync(tick);
        _world.Advance(2);
        Assert.Equal("1@1 1@2", await _world.RunsAsync(2));
        await StatusAsync(tick);
        await _world.EndAsync();

        // Set back, so that the new recurrence has fire times that the old one had.
        _world.Wall.Shift(TimeSpan.FromMinutes(-1.5));
        Recurrence half = Recurrence.Cron("*/30 * * * * *");
        RecurringJob again = (await _world.LiveAsync()).ScheduleRecurring("tick", half, new Note(2), All);
        Assert.Equal(Minute(2.5), (await StatusAsync(again)).Next);
        for (int step = 0; step < 5; step++)
        {
            _world.Advance(0.5);
            await StatusAsync(again);
        }

        Assert.Equal("2@2.5 2@3", await _world.RunsAsync(2));
        await _world.EndAsync();
        RecurringStatus kept = await StatusAsync(await OnlyAsync(await _world.LiveAsync()));
        Assert.Equal((4, Minute(3.5)), (kept.Fired, kept.Next));
        Assert.True(_world.HasNoRun);
    }

    [Fact]
    public async Task What_was_missed_by_the_old_recurrence_is_made_up_for_before_the_new_one_holds()
    {
        await StatusAsync((await _world.LiveAsync()).ScheduleRecurring("tick", EveryMinute, new Note(1), All));
        await _world.EndAsync();
        _world.Advance(2.5);
        Recurrence hourly = Recurrence.Cron("@hourly");
        RecurringJob again = (await _world.LiveAsync()).ScheduleRecurring("tick", hourly, new Note(2));
        Assert.Equal(Minute(60), (await StatusAsync(again)).Next);
        Assert.Equal("2@1 2@2", await _world.RunsAsync(2));
    }

    [Fact]
    public async Task A_time_zone_that_is_not_known_here_pauses_its_own_recurring_job_and_nothing_is_lost()
    {
        Scheduler first = await _world.LiveAsync();
        TimeZoneInfo mars = TimeZoneInfo.CreateCustomTimeZone("Mars/Olympus", TimeSpan.FromMinutes(30), "Mars", "Mars");
        Recurrence onMars = Recurrence.Cron("* * * * *", mars);
        RecurringJob there = first.ScheduleRecurring("mars", onMars, new Note(1), All);
        await StatusAsync(first.ScheduleRecurring("earth", EveryMinute, new Note(2), All));
        Assert.Equal(Minute(1), (await StatusAsync(there)).Next);
        Assert.Equal("1@0", await _world.RunAsync());       // its first fire time is now
        await first.DrainAsync().WaitAsync(Limit);
        await _world.EndAsync();

        Scheduler second = await _world.LiveAsync();
        RecurringJob held = Assert.IsType<RecurringJob>(await second.FindRecurringJobAsync("mars").WaitAsync(Limit));
        RecurringStatus status = await StatusAsync(held);
        Assert.Equal((RecurringState.Paused, null), (status.State, status.Next));
        Assert.Equal("This machine has no time zone 'Mars/Olympus'.", status.Problem);
        Assert.Equal("cron * * * * * (Mars/Olympus)", held.Recurrence.ToString());
        held.Resume();      // is no way to have it back
        _world.Advance(2);
        Assert.Equal("2@1 2@2", await _world.RunsAsync(2));
        Assert.Equal(RecurringState.Paused, (await StatusAsync(held)).State);

        RecurringJob again = second.ScheduleRecurring("mars", onMars, new Note(1), All);
        Assert.Equal(Minute(3), (await StatusAsync(again)).Next);
        Assert.Equal((RecurringState.Active, null), (again.Status.State, again.Status.Problem));
        Assert.Equal("1@1 1@2", await _world.RunsAsync(2));
    }

    [Fact]
    public async Task A_kind_that_is_not_known_here_pauses_it_until_a_process_knows_it()
    {
        await StatusAsync((await _world.LiveAsync()).ScheduleRecurring("tick", EveryMinute, new Note(1), All));
        await _world.EndAsync();
        Scheduler second = await _world.LiveAsync(knowsKinds: false);
        RecurringJob held = await OnlyAsync(second);
        _world.Advance(2);
        RecurringStatus status = await StatusAsync(held);
        Assert.Equal((RecurringState.Paused, 0, 0), (status.State, status.Fired, status.Missed));
        Assert.Equal("This node has no handler for 'note:1'; it knows no kinds.", status.Problem);
        Assert.True((await second.Schedule(Job.Process("true")).AsTask().WaitAsync(Limit)).Succeeded);
        await _world.EndAsync();
        await StatusAsync(await OnlyAsync(await _world.LiveAsync()));
        Assert.Equal("1@1 1@2", await _world.RunsAsync(2));
    }

    [Fact]
    public async Task A_held_one_can_be_canceled()
    {
        await StatusAsync((await _world.LiveAsync()).ScheduleRecurring("tick", EveryMinute, new Note(1), All));
        await _world.EndAsync();
        RecurringJob held = await OnlyAsync(await _world.LiveAsync(knowsKinds: false));
        held.Cancel();
        await held.WaitForEndAsync().WaitAsync(Limit);
        await _world.EndAsync();
        Assert.Empty((await _world.World.ReadAsync("s")).Recurrences.Entries);
    }

    [Fact]
    public void A_definition_of_a_newer_form_of_cron_is_held_and_not_damage()
    {
        var written = new RecurrenceDefined
        {
            Name = "n",
            Timetable = new Timetable { Cron = "*/5 * * * * * * 2050" },
            Rules = new FireRules { MaxCatchUp = 1, MaxQueued = 1 },
            Process = ProcessCodec.Write(Job.Process("true")),
        };
        Actors.RecurrenceDefinition read = RecurrenceCodec.Read(written, new JobHandlers().Build());
        Assert.False(read.TimesAreKnown);
        Assert.StartsWith("The cron expression '*/5 * * * * * * 2050' cannot be read", read.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_written_down_is_refused_at_the_call()
    {
        Scheduler scheduler = await _world.LiveAsync();
        RecurringJob tick = scheduler.ScheduleRecurring("tick", EveryMinute, new Note(1));
        Assert.Throws<ArgumentException>(() => scheduler.ScheduleRecurring("tick", EveryMinute, new Note(1)));
        Assert.Throws<ArgumentNullException>(() => scheduler.ScheduleRecurring("x", EveryMinute, (NamedJob)null!));
        Assert.Throws<InvalidOperationException>(() => scheduler.ScheduleRecurring("x", EveryMinute, _ => Task.CompletedTask));
        RecurringOptions asks = new() { Job = new() { Retry = RetryPolicy.Fixed(2) with { ShouldRetry = _ => true } } };
        Assert.Throws<ArgumentException>(() => scheduler.ScheduleRecurring("x", EveryMinute, new Note(1), asks));
        JobHandle before = scheduler.Schedule(new Note(3));
        RecurringOptions after = new() { Job = new() { After = [before] } };
        Assert.Throws<ArgumentException>(() => scheduler.ScheduleRecurring("x", EveryMinute, new Note(1), after));
        RecurringOptions keyed = new() { Job = new() { Key = "k" } };
        Assert.Throws<ArgumentException>(() => scheduler.ScheduleRecurring("x", EveryMinute, new Note(1), keyed));
        ProcessJob streams = Job.Process("true") with { Output = ProcessOutput.Stream };
        Assert.Throws<ArgumentException>(() => scheduler.ScheduleRecurring("x", EveryMinute, streams));
        Assert.Equal(
            JobPayloadError.UnknownKind,
            Assert.Throws<JobPayloadException>(() => scheduler.ScheduleRecurring("x", EveryMinute, new Other())).Error);
        tick.Cancel();
        RecurringJob next = scheduler.ScheduleRecurring("tick", EveryMinute, new Note(2));   // in order, so it is free
        await tick.WaitForEndAsync().WaitAsync(Limit);
        Assert.Equal(RecurringState.Active, (await StatusAsync(next)).State);
    }

    [JobKind("other")]
    private sealed record Other : NamedJob<int>;
}
