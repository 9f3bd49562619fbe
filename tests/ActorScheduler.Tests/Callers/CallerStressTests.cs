using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Callers;

public sealed class CallerStressTests
{
    private const int Threads = 16;
    private const int Operations = 5_000;

    [Fact]
    [Trait("Contract", "CALL-22")]
    [Trait("Contract", "CALL-25")]
    public async Task Many_threads_at_one_tree_of_callers_lose_no_call_and_all_of_it_stops()
    {
        await using TestNode node = await TestNode.StartAsync();
        var options = new CallerOptions { MaxWorkers = 3, MaxIdleWorkers = 1 };
        Caller root = node.Node.CreateCaller("root", CallerThread.ThreadPool, options);
        int seed = Environment.ProcessId;
        var calls = new List<JobHandle>[Threads];
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(t => Task.Run(() =>
        {
            calls[t] = [];
            var random = new Random(seed + t);
            CallQueue<int> queue = root.OpenQueue<int>(async i =>
            {
                if (i % 7 == 0) await Task.Yield();
            });
            for (int i = 0; i < Operations; i++) Operate(root, queue, random, calls[t], i);
        }))).WaitAsync(TimeSpan.FromSeconds(120));
        root.Stop();
        await root.WaitForStoppedAsync().WaitAsync(TimeSpan.FromSeconds(120));
        foreach (JobHandle call in calls.SelectMany(c => c))
        {
            Assert.True(call.IsCompleted, $"{call} has no end (seed {seed})");
            Assert.True(call.State is JobState.Completed or JobState.Canceled, $"{call} (seed {seed})");
        }

        Assert.Empty(root.Children);
    }

    private static void Operate(Caller root, CallQueue<int> queue, Random random, List<JobHandle> calls, int i)
    {
        switch (random.Next(12))
        {
            case 0: calls.Add(root.CallSoon(() => { })); break;
            case 1: calls.Add(root.CallSoon(async () => await Task.Yield())); break;
            case 2: calls.Add(root.ToThread(() => { })); break;
            case 3: calls.Add(root.CallLater(TimeSpan.FromTicks(random.Next(1000)), () => { })); break;
            case 4: calls.Add(root.CallLater(TimeSpan.FromHours(1), () => { })); break;
            case 5: queue.Call(i); break;
            case 6: root.Post(() => { }); break;
            case 7 when calls.Count > 0: calls[random.Next(calls.Count)].Cancel(); break;
            case 8: calls.Add(root.GetOrAddChild($"child {random.Next(4)}").CallSoon(() => { })); break;
            case 9 when random.Next(20) == 0: root.GetOrAddChild($"child {random.Next(4)}").Stop(); break;
            case 10 when random.Next(50) == 0:
                foreach (Caller child in root.Children.Take(1)) child.Stop();
                break;
            default: calls.Add(root.CallSoon(i, (state, job) => state + job.Attempt)); break;
        }
    }
}
