using System.Diagnostics;

namespace ActorScheduler.Benchmarks;

/// <summary>How large a store is after ever more jobs, with the same number of kept exits.</summary>
internal static class DurableGrowth
{
    private const int Width = 1000;

    public static async Task<int> RunAsync(int jobs)
    {
        string folder = Directory.CreateTempSubdirectory("durable").FullName;
        string file = Path.Combine(folder, "growth.db");
        try
        {
            await using SqliteStore store = SqliteStore.Open(file);
            await using SchedulerNode node = await DurableWork.StartAsync(store);
            Scheduler scheduler = node.CreateScheduler("bench", new() { Durable = true, MaxJobs = 64, MaxKeptExits = 100_000 });
            int done = 0;
            long start = Stopwatch.GetTimestamp();
            foreach (int mark in (int[])[jobs / 20, jobs / 10, jobs / 2, jobs])
            {
                var slots = new Queue<JobHandle<int>>();
                for (; done < mark; done++)
                {
                    if (slots.Count == Width) await slots.Dequeue();
                    slots.Enqueue(scheduler.Schedule(new DurableWork.Empty(done)));
                }

                foreach (JobHandle<int> job in slots) await job;
                Console.WriteLine($"after {done:N0} jobs ({done / Stopwatch.GetElapsedTime(start).TotalSeconds:N0} jobs/s): "
                    + $"{SizeOf(file) / 1e6:N1} MB, {SizeOf(file + "-wal") / 1e6:N1} MB of log");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static long SizeOf(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;
}
