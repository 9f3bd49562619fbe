using ActorScheduler.TestKit;

namespace ActorScheduler.Native;

/// <summary>The TestKit.</summary>
internal static class SimulationStories
{
    public static async Task RetriesAsync()
    {
        TimeSpan took = default;
        await Simulation.RunAsync(seed: 1, async sim =>
        {
            int attempts = 0;
            var options = new JobOptions { Retry = RetryPolicy.Fixed(maxAttempts: 5, TimeSpan.FromSeconds(45)) };
            await sim.Node.CreateScheduler("mail").Schedule(
                _ =>
                {
                    if (++attempts < 3) throw new IOException("busy");
                },
                options);
            took = sim.Time.Elapsed;
        });
        Check.Equal(TimeSpan.FromSeconds(90), took);
    }
}
