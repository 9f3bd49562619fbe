namespace ActorScheduler.Cli.Run;

/// <summary>
/// How many jobs run at once, while signals change it: the scheduler's limit, and the tokens of the jobserver that
/// nested makes share with it. Thread-safe.
/// </summary>
internal sealed class RunLimit : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Scheduler _scheduler;
    private readonly MakeJobserver? _served;
    private readonly int _most;
    private int? _now;
    private bool _closed;

    /// <summary>Makes one.</summary>
    /// <param name="scheduler">What runs the jobs, with the limit that it was made with.</param>
    /// <param name="jobserver">The jobserver of the run; that of an outer make keeps its tokens.</param>
    public RunLimit(Scheduler scheduler, MakeJobserver? jobserver)
    {
        _scheduler = scheduler;
        _served = jobserver is { IsServer: true } ? jobserver : null;
        _most = _served is null ? int.MaxValue : MakeJobserver.MostJobs;
        _now = scheduler.Options.MaxJobs;
    }

    /// <summary>The limit when it is no longer that of the start; null otherwise.</summary>
    public int? Changed
    {
        get
        {
            lock (_gate) return _now == _scheduler.Options.MaxJobs ? null : _now;
        }
    }

    /// <summary>
    /// Moves it by one or minus one, never below 1. No limit stays none: there is no number to count from.
    /// </summary>
    /// <returns>What came of it; null when the run is over.</returns>
    public LimitChange? Step(int by, string signal)
    {
        lock (_gate)
        {
            if (_closed) return null;
            int? before = _now;
            if (before is not { } limit) return new LimitChange(signal, null, null);
            int now = (int)Math.Clamp((long)limit + by, 1, _most);
            if (now != limit)
            {
                _now = now;
                _served?.SetJobs(now);
                _scheduler.SetMaxJobs(now);
            }

            return new LimitChange(signal, before, now);
        }
    }

    /// <summary>The run is over: nothing is changed any more.</summary>
    public void Dispose()
    {
        lock (_gate) _closed = true;
    }
}
