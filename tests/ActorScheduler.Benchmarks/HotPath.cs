using System.Diagnostics;
using System.Threading.Tasks.Dataflow;

namespace ActorScheduler.Benchmarks;

/// <summary>A million no-op jobs, each with its handle awaited, beside what .NET offers for the same.</summary>
internal static class HotPath
{
    private const int Rounds = 5;

    public static int Usage()
    {
        Console.Error.WriteLine("usage: hot [jobs]");
        return 2;
    }

    public static int Run(int jobs)
    {
        Console.WriteLine($"{jobs:N0} no-op jobs, each awaited; {Environment.ProcessorCount} processors; median of {Rounds}");
        foreach (int width in (int[])[2, 64])
        {
            Console.WriteLine($"MaxJobs {width}");
            (string Name, Func<int, int, Task> Body)[] peers =
            [
                ("ActorScheduler", ScheduleAsync),
                ("TPL Dataflow ActionBlock", ActionBlockAsync),
                ("SemaphoreSlim + Task.Run", SemaphoreAsync),
                ("bare ThreadPool item", ThreadPoolAsync),
            ];
            var rates = new double[peers.Length][];
            var bytes = new double[peers.Length];
            var cpu = new double[peers.Length];
            for (int p = 0; p < peers.Length; p++) rates[p] = new double[Rounds];
            for (int round = -1; round < Rounds; round++)
            {
                for (int p = 0; p < peers.Length; p++)
                {
                    GC.Collect();
                    long before = GC.GetTotalAllocatedBytes(precise: true);
                    TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
                    long start = Stopwatch.GetTimestamp();
                    peers[p].Body(jobs, width).GetAwaiter().GetResult();
                    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                    cpu[p] = (Environment.CpuUsage.TotalTime - cpuBefore).TotalNanoseconds / jobs;
                    bytes[p] = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)jobs;
                    if (round >= 0) rates[p][round] = jobs / seconds;
                }
            }

            foreach (double[] r in rates) Array.Sort(r);
            double block = rates[1][Rounds / 2];
            for (int p = 0; p < peers.Length; p++)
            {
                double median = rates[p][Rounds / 2];
                Console.WriteLine($"  {peers[p].Name,-26} {median / 1e6,6:0.00} M/s ({rates[p][0] / 1e6:0.00}-{rates[p][^1] / 1e6:0.00})  {cpu[p],5:0} ns CPU  {bytes[p],4:0} bytes/job  {median / block,5:0.00} x ActionBlock");
            }
        }

        return 0;
    }

    /// <summary>Only ours, for a profiler.</summary>
    public static int RunAlone()
    {
        for (int i = 0; i < 20; i++) ScheduleAsync(1_000_000, 2).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task ScheduleAsync(int jobs, int width)
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Scheduler scheduler = node.CreateScheduler("bench", new() { MaxJobs = width });
        var handles = new JobHandle[jobs];
        for (int i = 0; i < jobs; i++) handles[i] = scheduler.Schedule(static _ => { });
        for (int i = 0; i < jobs; i++) await handles[i];
    }

    private static async Task ActionBlockAsync(int jobs, int width)
    {
        var block = new ActionBlock<TaskCompletionSource>(static t => t.SetResult(), new() { MaxDegreeOfParallelism = width });
        var tasks = new Task[jobs];
        for (int i = 0; i < jobs; i++)
        {
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            tasks[i] = source.Task;
            block.Post(source);
        }

        for (int i = 0; i < jobs; i++) await tasks[i];
    }

    private static async Task SemaphoreAsync(int jobs, int width)
    {
        using var semaphore = new SemaphoreSlim(width);
        var tasks = new Task[jobs];
        for (int i = 0; i < jobs; i++)
        {
            tasks[i] = Task.Run(async () =>
            {
                await semaphore.WaitAsync();
                semaphore.Release();
            });
        }

        for (int i = 0; i < jobs; i++) await tasks[i];
    }

    private static async Task ThreadPoolAsync(int jobs, int width)
    {
        var tasks = new Task[jobs];
        for (int i = 0; i < jobs; i++)
        {
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            tasks[i] = source.Task;
            ThreadPool.UnsafeQueueUserWorkItem(static s => s.SetResult(), source, preferLocal: false);
        }

        for (int i = 0; i < jobs; i++) await tasks[i];
    }
}
