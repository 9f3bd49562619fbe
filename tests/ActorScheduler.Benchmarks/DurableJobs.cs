using System.Diagnostics;

namespace ActorScheduler.Benchmarks;

/// <summary>No-op jobs of a durable scheduler on SQLite, from <c>Schedule</c> to the awaited result.</summary>
internal static class DurableJobs
{
    private const int Jobs = 100_000;
    private const int Rounds = 3;

    public static async Task<int> RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("durable").FullName;
        try
        {
            foreach (TimeSpan keep in (TimeSpan[])[SchedulerOptions.DefaultKeepExits, TimeSpan.Zero])
            {
                foreach (int width in (int[])[2, 64, 512]) await MeasureAsync(folder, width, keep);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(string folder, int width, TimeSpan keep)
    {
        var rates = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            string file = Path.Combine(folder, $"{width}-{keep.Ticks}-{round}.db");
            await using SqliteStore store = SqliteStore.Open(file);
            await using SchedulerNode node = await DurableWork.StartAsync(store);
            Scheduler scheduler = node.CreateScheduler("bench", new() { Durable = true, MaxJobs = width, KeepExits = keep });
            long start = Stopwatch.GetTimestamp();
            var handles = new JobHandle<int>[Jobs];
            for (int i = 0; i < Jobs; i++) handles[i] = scheduler.Schedule(new DurableWork.Empty(i));
            for (int i = 0; i < Jobs; i++) await handles[i];
            rates.Add(Jobs / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        rates.Sort();
        string exits = keep > TimeSpan.Zero ? "exits kept" : "exits not kept";
        Console.WriteLine($"MaxJobs {width}, {exits}: {rates[Rounds / 2]:N0} durable no-op jobs/s ({rates[0]:N0} to {rates[^1]:N0})");
    }
}
