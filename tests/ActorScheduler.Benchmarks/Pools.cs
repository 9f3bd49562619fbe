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
        Compare(jobs,
        [
            new("without groups", r => SpawnAsync(r, groups: 0, limited: false, others: 0)),
            new("3 groups without limits", r => SpawnAsync(r, groups: 3, limited: false, others: 0)),
            new("3 enforced groups", r => SpawnAsync(r, groups: 3, limited: true, others: 0)),
            new("1 enforced group", r => SpawnAsync(r, groups: 1, limited: true, others: 0)),
            new("1 enforced group of 100,000", r => SpawnAsync(r, groups: 1, limited: true, others: ManyGroups)),
        ]);
        return RunShared(jobs);
    }

    /// <summary>One pool, and two that share a group: each job waits for its turn.</summary>
    public static int RunShared(int jobs)
    {
        Case[] cases = [.. from limit in (int[])[2, 64, int.MaxValue] from pools in (int[])[1, 2] select Shared(limit, pools)];
        Compare(jobs, cases);
        return 0;
    }

    /// <summary>Only one of them, for a profiler.</summary>
    public static int RunAlone(int groups, int others)
    {
        for (int i = 0; i < 20; i++) SpawnAsync(new Reading(1_000_000), groups, limited: true, others).GetAwaiter().GetResult();
        return 0;
    }

    private static Case Shared(int limit, int pools)
    {
        string places = limit == int.MaxValue ? "all" : limit.ToString(CultureInfo.InvariantCulture);
        return new($"{pools} pool{(pools == 1 ? "" : "s")}, a group of {places} places", r => ShareAsync(r, limit, pools));
    }

    private static void Compare(int jobs, Case[] cases)
    {
        Console.WriteLine($"{jobs:N0} no-op jobs, spawned and awaited; {Environment.ProcessorCount} processors; medians of {Rounds}");
        for (int round = -1; round < Rounds; round++)
        {
            foreach (Case one in cases)
            {
                var reading = new Reading(jobs);
                one.Body(reading).GetAwaiter().GetResult();
                if (round >= 0) one.Add(reading);
            }
        }

        foreach (Case one in cases) one.Print(cases[0].Rate.Median, cases[0].Name);
    }

    private static async Task SpawnAsync(Reading reading, int groups, bool limited, int others)
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        TaskPool pool = node.CreateTaskPool("bench");
        for (int i = 0; i < others; i++) pool.SetLimit(Name("other", i), 1);
        GroupKey[] keys = [.. Enumerable.Range(0, groups).Select(static i => GroupKey.Of(Name("group", i)))];
        if (limited) foreach (GroupKey key in keys) pool.SetLimit(key, reading.Jobs);
        if (others > 0) await Touch(pool, others);
        await pool.Spawn(keys, static _ => { });      // the permits come with the first job
        var handles = new JobHandle[reading.Jobs];
        reading.Start();
        for (int i = 0; i < handles.Length; i++) handles[i] = pool.Spawn(keys, static _ => { });
        for (int i = 0; i < handles.Length; i++) await handles[i];
        reading.Stop();
    }

    // Every one of the others is used once, so that the pool has permits of all of them.
    private static async Task Touch(TaskPool pool, int others)
    {
        var handles = new JobHandle[others];
        for (int i = 0; i < others; i++) handles[i] = pool.Spawn([Name("other", i)], static _ => { });
        foreach (JobHandle handle in handles) await handle;
    }

    // With few places nearly every job stands in line; with two pools each permit goes to and fro.
    private static async Task ShareAsync(Reading reading, int limit, int count)
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        TaskPool[] pools = [.. Enumerable.Range(0, count).Select(i => node.CreateTaskPool(Name("pool", i)))];
        node.SetGroupLimit("shared", limit);
        var handles = new JobHandle[reading.Jobs];
        reading.Start();
        for (int i = 0; i < handles.Length; i++) handles[i] = pools[i % count].Spawn(["shared"], static _ => { }, WhenFull.Wait);
        for (int i = 0; i < handles.Length; i++) await handles[i];
        reading.Stop();
    }

    private static string Name(string kind, int number) => kind + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What one run of a case took, from its start to its stop.</summary>
    private sealed class Reading(int jobs)
    {
        private TimeSpan _cpu;
        private TimeSpan _pause;
        private long _bytes;
        private long _start;

        public int Jobs => jobs;

        public double Rate { get; private set; }

        public double CpuNanoseconds { get; private set; }

        public double Bytes { get; private set; }

        public double PauseMilliseconds { get; private set; }

        public void Start()
        {
            // What was made up to here is no cost of an admission: two full collections make all of it old, and the
            // first young one after them walks once through what they moved.
            GC.Collect();
            GC.Collect();
            GC.Collect(0);
            GC.Collect(0);
            (_cpu, _pause) = (Environment.CpuUsage.TotalTime, GC.GetTotalPauseDuration());
            _bytes = GC.GetTotalAllocatedBytes(precise: true);
            _start = Stopwatch.GetTimestamp();
        }

        public void Stop()
        {
            Rate = jobs / Stopwatch.GetElapsedTime(_start).TotalSeconds;
            CpuNanoseconds = (Environment.CpuUsage.TotalTime - _cpu).TotalNanoseconds / jobs;
            Bytes = (GC.GetTotalAllocatedBytes(precise: true) - _bytes) / (double)jobs;
            PauseMilliseconds = (GC.GetTotalPauseDuration() - _pause).TotalMilliseconds;
        }
    }

    private sealed record Case(string Name, Func<Reading, Task> Body)
    {
        private readonly Figures _cpu = new();
        private readonly Figures _bytes = new();
        private readonly Figures _pause = new();

        public Figures Rate { get; } = new();

        public void Add(Reading reading)
        {
            Rate.Add(reading.Rate);
            _cpu.Add(reading.CpuNanoseconds);
            _bytes.Add(reading.Bytes);
            _pause.Add(reading.PauseMilliseconds);
        }

        public void Print(double first, string firstName) => Console.WriteLine(
            $"  {Name,-30} {Rate.Median / 1e6,6:0.00} M/s ({Rate.Min / 1e6:0.00} to {Rate.Max / 1e6:0.00}) {_cpu.Median,5:0} ns CPU"
            + $" {_bytes.Median,4:0} bytes a job, {_pause.Median,3:0} ms of collections, {Rate.Median / first,5:0.00} x {firstName}");
    }
}
