namespace ActorScheduler.Tests.Pools;

/// <summary>Many threads at one pool; the long form is a benchmark.</summary>
public sealed class PoolStressTests
{
    private const int Threads = 16;
    private const int Operations = 2_000;
    private const int Groups = 5;
    private const int Limit = 7;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("Contract", "POOL-27")]
    public async Task Random_calls_from_many_threads_lose_no_exit_and_break_no_limit(int seed)
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Scheduler scheduler = node.CreateScheduler("s", new() { MaxJobs = 8 });
        TaskPool[] pools = [node.CreateTaskPool("a", new() { MaxTasks = 20 }), node.CreateTaskPool("b")];
        GroupKey[] keys = [.. Enumerable.Range(0, Groups).Select(static i => GroupKey.Of("g", i))];
        var inside = new int[Groups];
        int broken = 0;
        foreach (GroupKey key in keys) node.SetGroupLimit(key, Limit);
        IEnumerable<Task<List<JobHandle>>> callers =
            Enumerable.Range(0, Threads).Select(t => Task.Run(() => Call(new Random((seed * 1000) + t))));
        foreach (List<JobHandle> handles in await Task.WhenAll(callers))
        {
            foreach (JobHandle handle in handles) await handle.WaitForExitAsync().WaitAsync(PoolRig.Patience);
        }

        Assert.Equal(0, broken);
        foreach (GroupKey key in keys) Assert.Equal(0, await node.GetGroupCountAsync(key));
        foreach (TaskPool pool in pools) Assert.Equal(0, (await pool.GetSnapshotAsync()).Running);

        List<JobHandle> Call(Random random)
        {
            var handles = new List<JobHandle>();
            for (int i = 0; i < Operations; i++)
            {
                int[] chosen = [.. Enumerable.Range(0, Groups).Where(_ => random.Next(3) == 0)];
                TaskPool pool = pools[random.Next(2)];
                switch (random.Next(10))
                {
                    case 0: pool.SetLimit(keys[random.Next(Groups)], 1 + random.Next(Limit)); break;
                    case 1 when handles.Count > 0: handles[random.Next(handles.Count)].Cancel(); break;
                    case 2 or 3:
                        JobOptions settings = new() { Groups = [.. chosen.Select(c => keys[c])] };
                        handles.Add(scheduler.Schedule(job => Work(chosen, job), settings));
                        break;
                    default:
                        WhenFull whenFull = random.Next(2) == 0 ? WhenFull.Wait : WhenFull.Refuse;
                        handles.Add(pool.Spawn([.. chosen.Select(c => keys[c])], chosen, Work, whenFull));
                        break;
                }
            }

            return handles;
        }

        void Work(int[] chosen, JobContext context)
        {
            foreach (int group in chosen)
            {
                if (Interlocked.Increment(ref inside[group]) > Limit) Interlocked.Increment(ref broken);
            }

            foreach (int group in chosen) Interlocked.Decrement(ref inside[group]);
        }
    }
}
