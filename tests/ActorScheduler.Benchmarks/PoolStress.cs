using System.Diagnostics;

namespace ActorScheduler.Benchmarks;

/// <summary>Many threads, random operations on one pool: no exit is lost, no limit broken. The long form of a test.</summary>
internal static class PoolStress
{
    private const int Threads = 16;
    public const int Operations = 100_000;
    private const int Limit = 8;

    public static int Run(int operations = Operations)
    {
        var watch = Stopwatch.StartNew();
        int broken = RunAsync(operations).GetAwaiter().GetResult();
        Console.WriteLine(
            $"{Threads} threads x {operations:N0} random operations in {watch.Elapsed.TotalSeconds:0.0} s; limits broken {broken} times");
        return broken == 0 && watch.Elapsed < TimeSpan.FromSeconds(60) ? 0 : 1;
    }

    private static async Task<int> RunAsync(int operations)
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        TaskPool pool = node.CreateTaskPool("stress", new() { MaxTasks = 64 });
        GroupKey[] keys = [.. Enumerable.Range(0, 6).Select(static i => GroupKey.Of("g", i))];
        foreach (GroupKey key in keys) pool.SetLimit(key, Limit);
        var inside = new int[keys.Length];
        int broken = 0;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(seed => Task.Run(() => CallAsync(new Random(seed)))));
        await pool.DrainAsync();
        foreach (GroupKey key in keys) broken += await pool.GetCountAsync(key);
        return broken;

        async Task CallAsync(Random random)
        {
            var handles = new Queue<JobHandle>();
            for (int i = 0; i < operations; i++)
            {
                int first = random.Next(keys.Length), second = random.Next(keys.Length);
                switch (random.Next(12))
                {
                    case 0: pool.SetLimit(keys[first], 1 + random.Next(Limit)); break;
                    case 1 when handles.Count > 0: handles.Peek().Cancel(); break;
                    case 2: await pool.GetCountAsync(keys[first]); break;
                    default:
                        WhenFull whenFull = random.Next(4) == 0 ? WhenFull.Wait : WhenFull.Refuse;
                        handles.Enqueue(pool.Spawn([keys[first], keys[second]], (first, second), Work, whenFull));
                        break;
                }

                while (handles.Count > 100) await handles.Dequeue().WaitForExitAsync();
            }

            foreach (JobHandle handle in handles) await handle.WaitForExitAsync();
        }

        void Work((int First, int Second) groups, JobContext context)
        {
            Enter(groups.First);
            if (groups.Second != groups.First) Enter(groups.Second);
            Interlocked.Decrement(ref inside[groups.First]);
            if (groups.Second != groups.First) Interlocked.Decrement(ref inside[groups.Second]);
        }

        void Enter(int group)
        {
            if (Interlocked.Increment(ref inside[group]) > Limit) Interlocked.Increment(ref broken);
        }
    }
}
