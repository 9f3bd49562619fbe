namespace ActorScheduler.TestKit.Tests;

public sealed class RecurringSimulationTests
{
    [Fact]
    public async Task In_any_order_of_events_each_fire_time_has_one_job_and_the_end_leaves_nothing()
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            await Simulation.RunAsync(seed, async sim =>
            {
                List<DateTimeOffset> ran = [];
                DateTimeOffset start = sim.Time.GetUtcNow();
                RecurringJob job = sim.Node.CreateScheduler("s", new() { MaxJobs = 1 }).ScheduleRecurring(
                    "tick",
                    Recurrence.Every(TimeSpan.FromMinutes(10)),
                    context => ran.Add(context.FireTime!.Value),
                    new() { Overlap = OverlapPolicy.Allow });
                await sim.Delay(TimeSpan.FromHours(24.1));
                job.Cancel();
                await job.WaitForEndAsync();
                Assert.Equal(Enumerable.Range(1, 144).Select(i => start.AddMinutes(10 * i)), ran);
                Assert.Equal(144, job.Status.Fired);
                await sim.UntilIdleAsync();
            });
        }
    }
}
