using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;

namespace ActorScheduler.Benchmarks;

/// <summary>The verbs of a Caller, beside a bare actor made of a channel and a loop in the same run.</summary>
internal static class Callers
{
    private const int Rounds = 5;

    public static async Task<int> RunAsync(string only)
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Console.WriteLine($"{Environment.ProcessorCount} processors; median of {Rounds} (lowest-highest)");
        (string Name, int Count, Func<SchedulerNode, int, Task> Body)[] lines =
        [
            ("bare channel actor, written to", 1_000_000, WriteChannelAsync),
            ("Post, pool", 1_000_000, (n, c) => PostAsync(n, c, CallerThread.ThreadPool)),
            ("Post, dedicated thread", 1_000_000, (n, c) => PostAsync(n, c, CallerThread.Dedicated)),
            ("CallQueue, pool", 1_000_000, (n, c) => QueueAsync(n, c, CallerThread.ThreadPool)),
            ("CallQueue, dedicated thread", 1_000_000, (n, c) => QueueAsync(n, c, CallerThread.Dedicated)),
            ("CallSoon, all then awaited, pool", 500_000, CallAllAsync),
            ("bare channel actor, asked one by one", 500_000, AskChannelAsync),
            ("CallSoon one by one, pool", 500_000, (n, c) => CallOneByOneAsync(n, c, CallerThread.ThreadPool)),
            ("bare thread, asked one by one", 100_000, AskThreadAsync),
            ("CallSoon one by one, dedicated", 100_000, (n, c) => CallOneByOneAsync(n, c, CallerThread.Dedicated)),
            ("ToThread one by one", 100_000, ToThreadAsync),
        ];
        foreach ((string name, int count, Func<SchedulerNode, int, Task> body) in lines)
        {
            if (!name.Contains(only, StringComparison.OrdinalIgnoreCase)) continue;
            var rates = new double[Rounds];
            double bytes = 0;
            for (int round = -1; round < Rounds; round++)
            {
                GC.Collect();
                long before = GC.GetTotalAllocatedBytes(precise: true);
                long start = Stopwatch.GetTimestamp();
                await Task.Run(() => body(node, count));
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)count;
                if (round >= 0) rates[round] = count / seconds;
            }

            Array.Sort(rates);
            Console.WriteLine(
                $"  {name,-38} {rates[Rounds / 2] / 1e3,8:N0} k/s ({rates[0] / 1e3:N0}-{rates[^1] / 1e3:N0})  {bytes,4:0} bytes");
        }

        if (only.Length == 0) await MeasureIdleAsync(node);
        if (only.Length == 0) await MeasureGrowthAsync(node);
        return 0;
    }

    private static async Task PostAsync(SchedulerNode node, int count, CallerThread thread)
    {
        await using Caller caller = node.CreateCaller("bench", thread);
        int done = 0;
        var all = new TaskCompletionSource();
        Action work = () =>
        {
            if (++done == count) all.SetResult();
        };
        for (int i = 0; i < count; i++) caller.Post(work);
        await all.Task;
    }

    private static async Task QueueAsync(SchedulerNode node, int count, CallerThread thread)
    {
        await using Caller caller = node.CreateCaller("bench", thread);
        long sum = 0;
        await using CallQueue<int> queue = caller.OpenQueue<int>(i => sum += i);
        for (int i = 0; i < count; i++) queue.Call(i);
        await queue.WaitForEmptyAsync();
    }

    private static async Task CallAllAsync(SchedulerNode node, int count)
    {
        await using Caller caller = node.CreateCaller("bench", CallerThread.ThreadPool);
        var handles = new JobHandle<int>[count];
        for (int i = 0; i < count; i++) handles[i] = caller.CallSoon(static () => 1);
        for (int i = 0; i < count; i++) await handles[i];
    }

    private static async Task CallOneByOneAsync(SchedulerNode node, int count, CallerThread thread)
    {
        await using Caller caller = node.CreateCaller("bench", thread);
        for (int i = 0; i < count; i++) await caller.CallSoon(static () => 1);
    }

    private static async Task ToThreadAsync(SchedulerNode node, int count)
    {
        await using Caller caller = node.CreateCaller("bench", CallerThread.ThreadPool);
        for (int i = 0; i < count; i++) await caller.ToThread(static () => 1);
    }

    private static async Task WriteChannelAsync(SchedulerNode node, int count)
    {
        Channel<Action> channel = Channel.CreateUnbounded<Action>(new() { SingleReader = true });
        int done = 0;
        Task loop = Task.Run(async () =>
        {
            await foreach (Action work in channel.Reader.ReadAllAsync()) work();
        });
        Action count1 = () => done++;
        for (int i = 0; i < count; i++) channel.Writer.TryWrite(count1);
        channel.Writer.Complete();
        await loop;
    }

    private static async Task AskChannelAsync(SchedulerNode node, int count)
    {
        Channel<TaskCompletionSource<int>> channel =
            Channel.CreateUnbounded<TaskCompletionSource<int>>(new() { SingleReader = true });
        Task loop = Task.Run(async () =>
        {
            await foreach (TaskCompletionSource<int> ask in channel.Reader.ReadAllAsync()) ask.SetResult(1);
        });
        for (int i = 0; i < count; i++)
        {
            var ask = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            channel.Writer.TryWrite(ask);
            await ask.Task;
        }

        channel.Writer.Complete();
        await loop;
    }

    // What a hand-over to a thread and back costs without anything else: a blocking queue, and a task for the answer.
    private static async Task AskThreadAsync(SchedulerNode node, int count)
    {
        using var queue = new BlockingCollection<TaskCompletionSource<int>>();
        var thread = new Thread(() =>
        {
            foreach (TaskCompletionSource<int> ask in queue.GetConsumingEnumerable()) ask.SetResult(1);
        });
        thread.Start();
        for (int i = 0; i < count; i++)
        {
            var ask = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            queue.Add(ask);
            await ask.Task;
        }

        queue.CompleteAdding();
        thread.Join();
    }

    private static async Task MeasureIdleAsync(SchedulerNode node)
    {
        const int count = 100_000;
        var callers = new Caller[count];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < count; i++) callers[i] = node.CreateCaller("idle", CallerThread.ThreadPool);
        long made = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < count; i++) await callers[i].CallSoon(static () => 1);
        long used = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine(
            $"  {count:N0} idle Callers: {(made - before) / count:N0} bytes each, {(used - before) / count:N0} after a call");
        foreach (Caller caller in callers) await caller.DisposeAsync();
        long gone = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(callers);
        Console.WriteLine($"  after they stopped, still held: {(gone - before) / count:N0} bytes each");
    }

    private static async Task MeasureGrowthAsync(SchedulerNode node)
    {
        await using Caller caller = node.CreateCaller("growth", CallerThread.ThreadPool);
        for (int i = 0; i < 10_000; i++) await caller.CallSoon(static () => 1);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 1_000_000; i++) await caller.CallSoon(static () => 1);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine($"  a million calls: {after - before:N0} bytes of growth");
    }
}
