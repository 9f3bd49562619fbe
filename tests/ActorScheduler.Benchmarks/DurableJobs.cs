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
            foreach (int delay in (int[])[0, 2])
            {
                foreach (int width in (int[])[64, 512]) await MeasureAsync(folder, width, TimeSpan.FromMilliseconds(delay));
            }

            await MeasureRecoveryAsync(Path.Combine(folder, "recovery.db"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(string folder, int width, TimeSpan delay)
    {
        var rates = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            string file = Path.Combine(folder, $"{width}-{delay.Ticks}-{round}.db");
            await using SqliteStore store = SqliteStore.Open(file, new() { CommitDelay = delay });
            await using SchedulerNode node = await SchedulerNode.StartAsync(new() { Store = store, Handlers = { new Nothing() } });
            Scheduler scheduler = node.CreateScheduler("bench", new() { Durable = true, MaxJobs = width });
            long start = Stopwatch.GetTimestamp();
            var handles = new JobHandle<int>[Jobs];
            for (int i = 0; i < Jobs; i++) handles[i] = scheduler.Schedule(new Empty(i));
            for (int i = 0; i < Jobs; i++) await handles[i];
            rates.Add(Jobs / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        rates.Sort();
        Console.WriteLine($"MaxJobs {width}, delay {delay.TotalMilliseconds} ms: {rates[Rounds / 2]:N0} durable no-op jobs/s");
    }

    private static async Task MeasureRecoveryAsync(string file)
    {
        const int waiting = 1_000_000;
        SchedulerOptions options = new() { Durable = true, MaxJobs = 1 };
        await using (SqliteStore store = SqliteStore.Open(file))
        await using (SchedulerNode node = await SchedulerNode.StartAsync(new() { Store = store, Handlers = { new Nothing() } }))
        {
            Scheduler scheduler = node.CreateScheduler("bench", options);
            JobHandle? last = null;
            var later = new JobOptions { Delay = TimeSpan.FromHours(1) };
            for (int i = 0; i < waiting; i++) last = scheduler.Schedule(new Empty(i), later);
            await last!.Accepted;
        }

        long start = Stopwatch.GetTimestamp();
        await using SqliteStore again = SqliteStore.Open(file);
        await using SchedulerNode next = await SchedulerNode.StartAsync(new() { Store = again, Handlers = { new Nothing() } });
        SchedulerStatistics now = await next.CreateScheduler("bench", options).GetStatisticsAsync();
        Console.WriteLine($"{now.Waiting:N0} waiting jobs are back after {Stopwatch.GetElapsedTime(start).TotalSeconds:N1} s"
            + $" from {new FileInfo(file).Length / 1e6:N0} MB");
    }

    [JobKind("empty")]
    internal sealed record Empty(int Number) : NamedJob<int>;

    private sealed class Nothing : IJobHandler<Empty, int>
    {
        public Task<int> RunAsync(Empty job, JobContext context) => Task.FromResult(job.Number);
    }
}
