using System.Diagnostics;
using System.Threading.Tasks.Dataflow;

namespace ActorScheduler.Benchmarks;

/// <summary>A million no-op jobs, each with its handle awaited, beside what .NET offers for the same, in turns in one run.</summary>
internal static class HotPath
{
    private const int Jobs = 1_000_000;
    private const int Rounds = 7;

    public static int Run()
    {
        Console.WriteLine($"{Jobs:N0} no-op jobs, each awaited; {Environment.ProcessorCount} processors; medians of {Rounds}");
        foreach (int width in (int[])[2, 64]) Compare(width);
        return 0;
    }

    /// <summary>Only ours, for a profiler.</summary>
    public static int RunAlone()
    {
        for (int i = 0; i < 20; i++) ScheduleAsync(2).GetAwaiter().GetResult();
        return 0;
    }

    private static void Compare(int width)
    {
        Peer[] peers =
        [
            new("ActorScheduler", ScheduleAsync),
            new("TPL Dataflow ActionBlock", ActionBlockAsync),
            new("SemaphoreSlim + Task.Run", SemaphoreAsync),
            new("bare ThreadPool item", _ => ThreadPoolAsync()),
        ];
        foreach (Peer peer in peers) peer.Measure(width, count: false);
        for (int round = 0; round < Rounds; round++)
        {
            foreach (Peer peer in peers) peer.Measure(width, count: true);
        }

        Console.WriteLine($"MaxJobs {width}");
        foreach (Peer peer in peers) peer.Print(peers[1].Rate.Median);
    }

    private static async Task ScheduleAsync(int width)
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Scheduler scheduler = node.CreateScheduler("bench", new() { MaxJobs = width });
        var handles = new JobHandle[Jobs];
        for (int i = 0; i < Jobs; i++) handles[i] = scheduler.Schedule(static _ => { });
        for (int i = 0; i < Jobs; i++) await handles[i];
    }

    private static async Task ActionBlockAsync(int width)
    {
        var block = new ActionBlock<TaskCompletionSource>(
            static done => done.SetResult(), new() { MaxDegreeOfParallelism = width });
        var tasks = new Task[Jobs];
        for (int i = 0; i < Jobs; i++)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            tasks[i] = done.Task;
            block.Post(done);
        }

        for (int i = 0; i < Jobs; i++) await tasks[i];
    }

    private static async Task SemaphoreAsync(int width)
    {
        using var semaphore = new SemaphoreSlim(width);
        var tasks = new Task[Jobs];
        for (int i = 0; i < Jobs; i++)
        {
            tasks[i] = Task.Run(async () =>
            {
                await semaphore.WaitAsync();
                semaphore.Release();
            });
        }

        for (int i = 0; i < Jobs; i++) await tasks[i];
    }

    private static async Task ThreadPoolAsync()
    {
        var tasks = new Task[Jobs];
        for (int i = 0; i < Jobs; i++)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            tasks[i] = done.Task;
            ThreadPool.UnsafeQueueUserWorkItem(static d => d.SetResult(), done, preferLocal: false);
        }

        for (int i = 0; i < Jobs; i++) await tasks[i];
    }

    private sealed class Peer(string name, Func<int, Task> body)
    {
        private readonly Figures _cpu = new();
        private readonly Figures _bytes = new();

        public Figures Rate { get; } = new();

        public void Measure(int width, bool count)
        {
            GC.Collect();
            long bytes = GC.GetTotalAllocatedBytes(precise: true);
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            body(width).GetAwaiter().GetResult();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (!count) return;
            Rate.Add(Jobs / seconds);
            _cpu.Add((Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / Jobs);
            _bytes.Add((GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)Jobs);
        }

        public void Print(double block) => Console.WriteLine(
            $"  {name,-26} {Rate.Median / 1e6,6:0.00} M/s ({Rate.Min / 1e6:0.00} to {Rate.Max / 1e6:0.00})" +
            $" {_cpu.Median,5:0} ns CPU {_bytes.Median,4:0} bytes a job {Rate.Median / block,6:0.00} x ActionBlock");
    }
}
