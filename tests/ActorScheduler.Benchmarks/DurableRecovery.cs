using System.Diagnostics;

namespace ActorScheduler.Benchmarks;

/// <summary>How long a restart takes with a million waiting jobs.</summary>
internal static class DurableRecovery
{
    private const int Waiting = 1_000_000;

    public static async Task<int> RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("durable").FullName;
        string file = Path.Combine(folder, "recovery.db");
        try
        {
            SchedulerOptions options = new() { Durable = true, MaxJobs = 1 };
            await using (SqliteStore store = SqliteStore.Open(file))
            await using (SchedulerNode node = await DurableWork.StartAsync(store))
            {
                Scheduler scheduler = node.CreateScheduler("bench", options);
                JobHandle? last = null;
                var later = new JobOptions { Delay = TimeSpan.FromHours(1) };
                for (int i = 0; i < Waiting; i++) last = scheduler.Schedule(new DurableWork.Empty(i), later);
                await last!.Accepted;
            }

            for (int round = 0; round < 3; round++) await RecoverAsync(file, options);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task RecoverAsync(string file, SchedulerOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        await using SqliteStore store = SqliteStore.Open(file);
        await using SchedulerNode node = await DurableWork.StartAsync(store);
        SchedulerStatistics now = await node.CreateScheduler("bench", options).GetStatisticsAsync();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(
            $"{now.Waiting + now.Delayed:N0} jobs are back after {seconds:N1} s from {new FileInfo(file).Length / 1e6:N0} MB");
    }
}
