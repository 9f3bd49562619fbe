using System.Collections.Concurrent;

namespace ActorScheduler.Tests.Scheduling;

/// <summary>A load that a test sets, and that counts how often each figure is read. Thread-safe.</summary>
internal sealed class FakeLoad : ILoadSource
{
    private readonly ConcurrentDictionary<LoadSignal, int> _reads = new();
    private readonly Lock _gate = new();
    private double? _value;

    /// <summary>What the load average and the number of runnable threads read.</summary>
    public double? Value
    {
        get { lock (_gate) return _value; }
        set { lock (_gate) _value = value; }
    }

    /// <summary>True makes the load average unreadable by an exception.</summary>
    public bool Throws { get; set; }

    public int ReadsOf(LoadSignal signal) => _reads.GetValueOrDefault(signal);

    public double? Read(LoadSignal signal)
    {
        _reads.AddOrUpdate(signal, 1, (_, n) => n + 1);
        if (signal == LoadSignal.Pressure) return 0;
        if (Throws) throw new IOException("The load cannot be read.");
        return Value;
    }

    /// <summary>
    /// Completes when every reading that was asked for before has been answered: a node reads one after the other, so
    /// those of a scheduler that holds nothing back come behind them.
    /// </summary>
    public static async Task FlushAsync(TestNode node)
    {
        Scheduler probe = node.Scheduler(new SchedulerOptions
        {
            MaxJobs = 2, MaxLoad = 1e6, LoadSignal = LoadSignal.Pressure, LoadCheckInterval = null,
        });
        Step first = new(), second = new();
        _ = probe.Schedule(first.RunAsync);
        _ = probe.Schedule(second.RunAsync);
        await second.Started;
        first.Succeed();
        second.Succeed();
        await probe.DisposeAsync().AsTask().Soon();
    }
}
