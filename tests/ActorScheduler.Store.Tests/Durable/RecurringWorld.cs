using System.Collections.Concurrent;
using System.Threading.Channels;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Store.Tests.Durable;

/// <summary>
/// Lives of one durable scheduler, one after the other, on a store in memory and a clock that the test moves. Its jobs
/// say their number and the minute that they are for.
/// </summary>
internal sealed class RecurringWorld : IAsyncDisposable
{
    public static readonly Recurrence EveryMinute = Recurrence.Every(TimeSpan.FromMinutes(1));
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ManualTime _time = new();
    private readonly List<SchedulerNode> _nodes = [];
    private readonly SortedDictionary<double, HashSet<JobId>> _jobsOf = [];
    private readonly ConcurrentQueue<Action> _held = new();
    private readonly Channel<string> _runs = Channel.CreateUnbounded<string>();

    public RecurringWorld()
    {
        Wall = new SettableWall(_time);
        Notes.Before = (note, context) =>
        {
            if (context.FireTime is not { } at) return Task.CompletedTask;
            double minute = (at - ManualTime.Origin).TotalMinutes;
            lock (_jobsOf)
            {
                if (!_jobsOf.TryGetValue(minute, out HashSet<JobId>? jobs)) _jobsOf.Add(minute, jobs = []);
                jobs.Add(context.JobId);
            }

            _runs.Writer.TryWrite($"{note.Number}@{minute}");
            return Gate is { } gate ? gate.Task.WaitAsync(context.CancellationToken) : Task.CompletedTask;
        };
    }

    public World World { get; } = new();

    public MemoryStore Store => World.Store;

    public Notes Notes { get; } = new();

    public SettableWall Wall { get; }

    /// <summary>What jobs wait for; null for nothing.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>A new life, in a new process; the one before is left as it is.</summary>
    public async Task<Scheduler> LiveAsync(SchedulerOptions? options = null, bool knowsKinds = true)
    {
        var parts = new NodeOptions { Store = Store, TimeProvider = Wall };
        if (knowsKinds) parts.Handlers.Add(Notes);
        SchedulerNode node = await SchedulerNode.StartAsync(parts);
        _nodes.Add(node);
        return node.CreateScheduler("s", (options ?? new()) with { Durable = true, MaxJobs = 100 });
    }

    /// <summary>The last life ends in order.</summary>
    public async Task EndAsync()
    {
        await _nodes[^1].DisposeAsync().AsTask().WaitAsync(Limit);
        _nodes.RemoveAt(_nodes.Count - 1);
    }

    /// <summary>
    /// The last life ends at once: what the store holds is not committed, now or later. Its object finds that it is none
    /// any more when the next life has opened the journal; until then the clock must stand.
    /// </summary>
    public void Crash()
    {
        Store.Fault = static _ => MemoryFault.Before;
        Store.Release();
        Store.Courier = null;
        while (_held.TryDequeue(out Action? arrive)) arrive();
        Store.Fault = null;
    }

    /// <summary>From now on the store holds what is handed in. Completes when the first of it is there.</summary>
    public Task HoldAsync()
    {
        var handedIn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Store.Courier = (_, arrive) =>
        {
            _held.Enqueue(arrive);
            handedIn.TrySetResult();
        };
        return handedIn.Task;
    }

    public void Advance(double minutes) => _time.Advance(TimeSpan.FromMinutes(minutes));

    /// <summary>The next run of a job: its number and the minute that it is for.</summary>
    public Task<string> RunAsync() => _runs.Reader.ReadAsync().AsTask().WaitAsync(Limit);

    /// <summary>So many runs, in the order of their times.</summary>
    public async Task<string> RunsAsync(int count)
    {
        List<string> runs = [];
        while (runs.Count < count) runs.Add(await RunAsync());
        return string.Join(' ', runs.OrderBy(run => double.Parse(run.Split('@')[1])));
    }

    /// <summary>Which jobs have run for each minute.</summary>
    public SortedDictionary<double, HashSet<JobId>> JobsOf
    {
        get { lock (_jobsOf) return new(_jobsOf); }
    }

    public bool HasNoRun => !_runs.Reader.TryPeek(out _);

    public static DateTimeOffset Minute(double minute) => ManualTime.Origin.AddMinutes(minute);

    /// <summary>The one recurring job of a scheduler.</summary>
    public static async Task<RecurringJob> OnlyAsync(Scheduler scheduler) =>
        Assert.Single(await scheduler.GetRecurringJobsAsync().WaitAsync(Limit));

    public static Task<RecurringStatus> StatusAsync(RecurringJob job) => job.GetStatusAsync().WaitAsync(Limit);

    public async ValueTask DisposeAsync()
    {
        Gate?.TrySetResult();
        foreach (SchedulerNode node in _nodes) await node.DisposeAsync().AsTask().WaitAsync(Limit);
    }
}
