using static ActorScheduler.Store.Tests.Durable.RecurringWorld;

namespace ActorScheduler.Store.Tests.Durable;

/// <summary>Whole nodes, one after the other, on one store: what is told is what the jobs themselves said.</summary>
public sealed class RecurringCrashTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Over_random_lives_each_minute_has_exactly_one_job(int seed)
    {
        var random = new Random(seed);
        await using var world = new RecurringWorld();
        Scheduler scheduler = await world.LiveAsync();
        RecurringJob tick = scheduler.ScheduleRecurring("tick", EveryMinute, new Note(1), new()
        {
            Misfire = MisfirePolicy.FireAll, MaxCatchUp = 1000, Overlap = OverlapPolicy.Allow,
        });
        await StatusAsync(tick);
        for (int step = 0; step < 25; step++)
        {
            switch (random.Next(6))
            {
                case 0: world.Wall.Shift(TimeSpan.FromMinutes(random.Next(-4, 4))); break;
                case 1: world.Store.Hold(); break;
                case 2:
                    if (random.Next(2) == 0) world.Store.Release();     // or it dies with what it has decided
                    world.Crash();
                    scheduler = await world.LiveAsync();
                    await OnlyAsync(scheduler);
                    break;
                case 3:
                    world.Store.Release();
                    await world.EndAsync();
                    world.Advance(random.Next(3));
                    scheduler = await world.LiveAsync();
                    await OnlyAsync(scheduler);
                    break;
                default: world.Advance(random.NextDouble() * 2); break;
            }

            await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        }

        world.Store.Release();
        world.Advance(60);      // past all that the wall was set back
        RecurringJob last = await OnlyAsync(scheduler);
        RecurringStatus status = await StatusAsync(last);
        await scheduler.DrainAsync().WaitAsync(Limit);
        Assert.Equal((0, 0), (status.Missed, status.Skipped));
        Assert.All(world.JobsOf, time => Assert.Single(time.Value));
        Assert.Equal(Enumerable.Range(1, (int)status.Fired).Select(n => (double)n), world.JobsOf.Keys);
        Assert.Equal(Minute(status.Fired), status.LastFireTime);
    }
}
