using System.Diagnostics;

namespace ActorScheduler.Benchmarks;

/// <summary>From <c>Schedule</c> to the awaited result, when jobs come at a steady rate whether the others are done or not.</summary>
internal static class DurableLatency
{
    private const int PerSecond = 2000;
    private const int Seconds = 10;

    public static async Task<int> RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("durable").FullName;
        try
        {
            await using SqliteStore store = SqliteStore.Open(Path.Combine(folder, "latency.db"));
            await using SchedulerNode node = await DurableWork.StartAsync(store);
            Scheduler scheduler = node.CreateScheduler("bench", new() { Durable = true, MaxJobs = 64 });
            for (int i = 0; i < 2000; i++) await scheduler.Schedule(new DurableWork.Empty(i));      // compiles what it needs
            Task<double>[] jobs = await Task.Factory.StartNew(() => Pace(scheduler), TaskCreationOptions.LongRunning);
            double[] times = await Task.WhenAll(jobs);
            Array.Sort(times);
            Console.WriteLine($"{PerSecond:N0} jobs/s for {Seconds} s: p50 {At(times, 0.5):N1} ms, p99 {At(times, 0.99):N1} ms, "
                + $"p99.9 {At(times, 0.999):N1} ms, longest {times[^1]:N1} ms");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    // On a thread of its own, in steps of a millisecond: the runtime's timers move in steps of four.
    private static Task<double>[] Pace(Scheduler scheduler)
    {
        var jobs = new Task<double>[PerSecond * Seconds];
        var pause = new object();
        long start = Stopwatch.GetTimestamp();
        for (int next = 0; next < jobs.Length;)
        {
            int due = (int)Math.Min(jobs.Length, Stopwatch.GetElapsedTime(start).TotalSeconds * PerSecond);
            for (; next < due; next++) jobs[next] = TimeAsync(scheduler, next);
            lock (pause) Monitor.Wait(pause, 1);
        }

        return jobs;
    }

    private static async Task<double> TimeAsync(Scheduler scheduler, int number)
    {
        long start = Stopwatch.GetTimestamp();
        await scheduler.Schedule(new DurableWork.Empty(number));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double At(double[] sorted, double part) => sorted[(int)(sorted.Length * part)];
}
