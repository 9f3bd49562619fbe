using static ActorScheduler.Store.Tests.Durable.RecurringWorld;

namespace ActorScheduler.Store.Tests.Durable;

public sealed class RecurringTroubleTests : IAsyncLifetime
{
    private readonly RecurringWorld _world = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _world.DisposeAsync().AsTask();

    [Fact]
    public async Task While_the_store_cannot_be_written_nothing_is_decided_and_afterwards_it_was_missed()
    {
        Scheduler scheduler = await _world.LiveAsync();
        RecurringJob tick = scheduler.ScheduleRecurring(
            "tick", EveryMinute, new Note(1), new() { Misfire = MisfirePolicy.FireAll, Overlap = OverlapPolicy.Allow });
        await StatusAsync(tick);
        _world.Store.Fault = static _ => MemoryFault.Before;
        int before = _world.Store.CountFacts("s");
        _world.Advance(1);          // is decided before anybody knows of the trouble
        await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        for (int minute = 0; minute < 9; minute++)
        {
            _world.Advance(1);
            await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        }

        Assert.True(_world.HasNoRun);
        _world.Store.Fault = null;
        for (int second = 0; second < 4; second++)
        {
            _world.Advance(1.0 / 60);
            await scheduler.GetStatisticsAsync().WaitAsync(Limit);
            await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        }

        Assert.Equal(string.Join(' ', Enumerable.Range(1, 10).Select(n => $"1@{n}")), await _world.RunsAsync(10));
        Assert.Equal((10, 0), ((await StatusAsync(tick)).Fired, tick.Status.Missed));
        Assert.True(_world.Store.CountFacts("s") > before);
    }

    [Fact]
    public async Task A_job_that_was_set_aside_has_ended_for_its_recurring_job_and_its_release_changes_nothing_there()
    {
        _world.Gate = new TaskCompletionSource();
        Scheduler scheduler = await _world.LiveAsync();
        await StatusAsync(scheduler.ScheduleRecurring("tick", EveryMinute, new Note(1)));
        _world.Advance(1);
        for (int death = 1; death <= 3; death++)
        {
            Assert.Equal("1@1", await _world.RunAsync());
            _world.Crash();
            scheduler = await _world.LiveAsync();
        }

        RecurringStatus status = await StatusAsync(await OnlyAsync(scheduler));
        Assert.Equal((1, 0, true), (status.Fired, status.Outstanding, status.LastExits[0].Quarantined));
        JobHandle? released = await scheduler.ReleaseAsync(status.LastExits[0].JobId).WaitAsync(Limit);
        Assert.NotNull(released);
        Assert.Equal("1@1", await _world.RunAsync());       // it knows its fire time
        await _world.EndAsync();
        Assert.Equal("1@1", await RunInNextLifeAsync());
        TaskCompletionSource gate = _world.Gate;
        _world.Gate = null;
        gate.SetResult();
        _world.Advance(1);
        Assert.Equal("1@2", await _world.RunAsync());

        async Task<string> RunInNextLifeAsync()
        {
            status = await StatusAsync(await OnlyAsync(await _world.LiveAsync()));
            Assert.Equal(0, status.Outstanding);
            return await _world.RunAsync();
        }
    }

    [Fact]
    public async Task One_whose_scheduler_was_taken_over_ends_here_and_goes_on_there()
    {
        Scheduler old = await _world.LiveAsync();
        RecurringJob tick = old.ScheduleRecurring("tick", EveryMinute, new Note(1));
        await StatusAsync(tick);
        RecurringJob there = await OnlyAsync(await _world.LiveAsync());
        _world.Advance(1);
        Assert.Equal("1@1", await _world.RunAsync());
        await tick.WaitForEndAsync().WaitAsync(Limit);      // its first commit found it out
        Assert.Equal(RecurringState.Ended, (await StatusAsync(tick)).State);
        Assert.Equal((1, Minute(2)), ((await StatusAsync(there)).Fired, there.Next));
        Assert.True(_world.HasNoRun);
    }

    [Fact]
    public async Task When_the_store_cannot_be_opened_everybody_hears_of_it()
    {
        await _world.Store.DisposeAsync();
        Scheduler scheduler = await _world.LiveAsync();
        RecurringJob tick = scheduler.ScheduleRecurring("tick", EveryMinute, new Note(1));
        await tick.WaitForEndAsync().WaitAsync(Limit);
        Assert.Equal(RecurringState.Ended, (await StatusAsync(tick)).State);
        await Assert.ThrowsAsync<InvalidOperationException>(() => scheduler.GetRecurringJobsAsync().WaitAsync(Limit));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => scheduler.FindRecurringJobAsync("tick").WaitAsync(Limit));
    }
}
