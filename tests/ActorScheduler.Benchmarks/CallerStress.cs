using System.Diagnostics;

namespace ActorScheduler.Benchmarks;

/// <summary>
/// Sixteen threads at one tree of Callers, each with so many random operations: calls of every kind, children made and
/// stopped, cancels. Then the root stops, and every call must have had its one exit.
/// </summary>
internal sealed class CallerStress
{
    private const int Threads = 16;
    private const int Operations = 100_000;
    private const int ListenEvery = 16;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Caller _root;
    private readonly List<JobHandle>[] _calls = new List<JobHandle>[Threads];
    private readonly CallQueue<int>[] _queues = new CallQueue<int>[Threads];
    private long _posted;
    private long _postsRun;
    private long _queued;
    private long _itemsRun;
    private long _exits;

    private CallerStress(Caller root) => _root = root;

    /// <summary>Runs it; the exit status is 1 when something was lost.</summary>
    public static async Task<int> RunAsync(int seed)
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        var options = new CallerOptions { MaxWorkers = 4, MaxIdleWorkers = 2 };
        var stress = new CallerStress(node.CreateCaller("root", CallerThread.ThreadPool, options));
        Console.WriteLine($"{Threads} threads x {Operations:N0} operations, seed {seed}");
        long start = Stopwatch.GetTimestamp();
        try
        {
            await stress.PlayAsync(seed).WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            Console.WriteLine($"  hangs: {stress.Sum()}");
            return 1;
        }

        TimeSpan took = Stopwatch.GetElapsedTime(start);
        Console.WriteLine($"  {took.TotalSeconds:N1} s, {Threads * Operations / took.TotalSeconds / 1e3:N0} k operations/s");
        Console.WriteLine($"  {stress.Sum()}");
        string? lost = stress.Lost();
        Console.WriteLine(lost is null ? "  nothing was lost" : $"  LOST: {lost}");
        return lost is null ? 0 : 1;
    }

    private async Task PlayAsync(int seed)
    {
        var threads = Enumerable.Range(0, Threads).Select(t =>
        {
            _calls[t] = new List<JobHandle>(Operations);
            _queues[t] = _root.OpenQueue<int>(RunItemAsync);
            var random = new Random(seed + t);
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(() =>
            {
                try
                {
                    for (int i = 0; i < Operations; i++) Operate(random, _calls[t], _queues[t], i);
                    done.SetResult();
                }
                catch (Exception e)
                {
                    done.SetException(e);
                }
            })
            { IsBackground = true }.Start();
            return done.Task;
        });
        await Task.WhenAll([.. threads]);
        // What was posted and queued has run by then; the rest is the stop's.
        await _root.CallSoon(() => { });
        foreach (CallQueue<int> queue in _queues) await queue.WaitForEmptyAsync();
        _root.Stop();
        await _root.WaitForStoppedAsync();
        // Whoever waits for a call resumes after its listeners.
        foreach (JobHandle call in Listened()) await call.WaitForExitAsync();
    }

    private IEnumerable<JobHandle> Listened() => _calls.SelectMany(c => c.Where((_, i) => i % ListenEvery == 0));

    private async Task RunItemAsync(int i)
    {
        if (i % 7 == 0) await Task.Yield();
        Interlocked.Increment(ref _itemsRun);
    }

    private void Operate(Random random, List<JobHandle> calls, CallQueue<int> queue, int i)
    {
        switch (random.Next(14))
        {
            case 0: Keep(calls, _root.CallSoon(() => { })); break;
            case 1: Keep(calls, _root.CallSoon(async () => await Task.Yield())); break;
            case 2: Keep(calls, _root.ToThread(() => { })); break;
            case 3: Keep(calls, _root.CallLater(TimeSpan.FromTicks(random.Next(10_000)), () => { })); break;
            case 4: Keep(calls, _root.CallLater(TimeSpan.FromHours(1), () => { })); break;
            case 5 or 6: if (queue.Call(i)) Interlocked.Increment(ref _queued); break;
            case 7 or 8: if (_root.Post(() => Interlocked.Increment(ref _postsRun))) Interlocked.Increment(ref _posted); break;
            case 9 when calls.Count > 0: calls[random.Next(calls.Count)].Cancel(); break;
            case 10: Keep(calls, Child(random).CallSoon(() => { })); break;
            case 11 when random.Next(50) == 0: Child(random).Stop(); break;
            case 12 when random.Next(200) == 0:
                foreach (Caller child in _root.Children.Take(1)) child.Stop();      // a worker too
                break;
            case 13 when random.Next(10) == 0: Keep(calls, Child(random).ToThread(() => { })); break;
            default: Keep(calls, _root.CallSoon(i, static (state, job) => state + job.Attempt)); break;
        }
    }

    private Caller Child(Random random) => _root.GetOrAddChild($"child {random.Next(4)}");

    private void Keep(List<JobHandle> calls, JobHandle call)
    {
        if (calls.Count % ListenEvery == 0) call.OnExit(_ => Interlocked.Increment(ref _exits));
        calls.Add(call);
    }

    private string Sum()
    {
        int calls = _calls.Sum(c => c.Count), completed = Count(JobState.Completed), canceled = Count(JobState.Canceled);
        return $"{calls:N0} calls ({completed:N0} completed, {canceled:N0} canceled), {_postsRun:N0} of {_posted:N0} posts, "
            + $"{_itemsRun:N0} of {_queued:N0} queued items, {_exits:N0} listeners";
    }

    private string? Lost()
    {
        foreach (JobHandle call in _calls.SelectMany(c => c))
        {
            if (!call.IsCompleted || call.State is not (JobState.Completed or JobState.Canceled)) return call.ToString();
        }

        if (_postsRun != _posted) return "a post";
        if (_itemsRun != _queued) return "an item of a queue";
        if (_exits != Listened().Count()) return "a listener's call";
        return _root.Children.Count > 0 ? "a child" : null;
    }

    private int Count(JobState state) => _calls.Sum(calls => calls.Count(call => call.State == state));
}
