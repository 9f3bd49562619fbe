using System.Diagnostics;
using System.Globalization;

namespace ActorScheduler.Benchmarks;

/// <summary>Task pools: what enforced groups cost, and that many idle ones cost an admission nothing.</summary>
internal static class Pools
{
    private const int Rounds = 5;
    private const int ManyGroups = 100_000;

    public static int Run(int jobs)
    {
        Console.WriteLine(
            $"{jobs:N0} no-op jobs, spawned and awaited; {Environment.ProcessorCount} processors; median of {Rounds}");
        (string Name, Func<int, Task> Body)[] bodies =
        [
            ("without groups", n => SpawnAsync(n, groups: 0, limited: false, others: 0)),
            ("3 groups without limits", n => SpawnAsync(n, groups: 3, limited: false, others: 0)),
            ("3 enforced groups", n => SpawnAsync(n, groups: 3, limited: true, others: 0)),
            ("1 enforced group", n => SpawnAsync(n, groups: 1, limited: true, others: 0)),
            ("1 enforced group of 100,000", n => SpawnAsync(n, groups: 1, limited: true, others: ManyGroups)),
        ];
        var rates = new double[bodies.Length][];
        var cpu = new double[bodies.Length][];
        for (int b = 0; b < bodies.Length; b++) (rates[b], cpu[b]) = (new double[Rounds], new double[Rounds]);
        for (int round = -1; round < Rounds; round++)
        {
            for (int b = 0; b < bodies.Length; b++)
            {
                GC.Collect();
                _seconds = 0;
                bodies[b].Body(jobs).GetAwaiter().GetResult();
                if (round < 0) continue;
                cpu[b][round] = _cpu.TotalNanoseconds / jobs;
                rates[b][round] = jobs / _seconds;
            }
        }

        foreach (double[] r in rates.Concat(cpu)) Array.Sort(r);
        double bare = rates[0][Rounds / 2];
        for (int b = 0; b < bodies.Length; b++)
        {
            double median = rates[b][Rounds / 2];
            string range = $"({rates[b][0] / 1e6:0.00}-{rates[b][^1] / 1e6:0.00})";
            Console.WriteLine(
                $"  {bodies[b].Name,-28} {median / 1e6,6:0.00} M/s {range}  {cpu[b][Rounds / 2],5:0} ns CPU"
                + $"  {median / bare,5:0.00} x without groups");
        }

        Share(jobs);
        return 0;
    }

    /// <summary>Only one of them, for a profiler.</summary>
    public static int RunAlone(int groups, int others, int jobs)
    {
        for (int i = 0; i < 10; i++)
        {
            GC.Collect();
            SpawnAsync(jobs, groups, limited: groups > 0, others).GetAwaiter().GetResult();
            Console.WriteLine($"  {jobs / _seconds / 1e6,6:0.00} M/s {_gc}");
        }

        return 0;
    }

    /// <summary>Only the shared group, for a profiler.</summary>
    public static int RunShared(int jobs)
    {
        Share(jobs);
        return 0;
    }

    private static double _seconds;
    private static TimeSpan _cpu;
    private static string _gc = "";

    private static async Task SpawnAsync(int jobs, int groups, bool limited, int others)
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        TaskPool pool = node.CreateTaskPool("bench");
        for (int i = 0; i < others; i++) pool.SetLimit(Name("other", i), 1);
        GroupKey[] keys = [.. Enumerable.Range(0, groups).Select(static i => GroupKey.Of(Name("group", i)))];
        if (limited) foreach (GroupKey key in keys) pool.SetLimit(key, jobs);
        if (others > 0) await Touch(pool, others);
        await pool.Spawn(keys, static _ => { });      // the permits come with the first job
        // What was made up to here is no cost of an admission: twice, so that all of it is old.
        GC.Collect();
        GC.Collect();
        var handles = new JobHandle[jobs];
        TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
        var (p0, g0, g1, g2, b) = (GC.GetTotalPauseDuration(), GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2), GC.GetTotalAllocatedBytes(true));
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < jobs; i++) handles[i] = pool.Spawn(keys, static _ => { });
        for (int i = 0; i < jobs; i++) await handles[i];
        _seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        _cpu = Environment.CpuUsage.TotalTime - cpuBefore;
        _gc = $"GCs {GC.CollectionCount(0) - g0} {GC.CollectionCount(1) - g1} {GC.CollectionCount(2) - g2}, pause {(GC.GetTotalPauseDuration() - p0).TotalMilliseconds:0} ms, {(GC.GetTotalAllocatedBytes(true) - b) / (double)jobs:0} bytes a job";
    }

    // Every one of the others is used once, so that the pool has permits of all of them.
    private static async Task Touch(TaskPool pool, int others)
    {
        var handles = new JobHandle[others];
        for (int i = 0; i < others; i++) handles[i] = pool.Spawn([Name("other", i)], static _ => { });
        foreach (JobHandle handle in handles) await handle;
    }

    // Two pools at one group with few places: every job of one makes the other wait.
    private static void Share(int jobs)
    {
        foreach (int limit in (int[])[2, 64, 1_000_000]) ShareAsync(jobs / 4, limit).GetAwaiter().GetResult();
    }

    private static async Task ShareAsync(int jobs, int limit)
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        TaskPool[] pools = [node.CreateTaskPool("a"), node.CreateTaskPool("b")];
        node.SetGroupLimit("shared", limit);
        var handles = new JobHandle[jobs];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < jobs; i++) handles[i] = pools[i & 1].Spawn(["shared"], static _ => { }, WhenFull.Wait);
        foreach (JobHandle handle in handles) await handle;
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(
            $"  two pools, one group of {limit,9:N0}   {jobs / seconds / 1e6,6:0.00} M/s, each job waits for its turn");
    }

    private static string Name(string kind, int number) => kind + number.ToString(CultureInfo.InvariantCulture);
}
