namespace ActorScheduler.Processes;

/// <summary>
/// Holds the pipes of newborn children back from the watcher. Most short commands are over before they would be
/// watched; their pipes are then read once, at their death, and the watcher's thread wakes once for a job instead of
/// three times. A child that is still there after one to two ticks gets its pipes watched. Thread-safe.
/// </summary>
internal sealed unsafe class Nursery : IWatched, IDisposable
{
    private const int MonotonicClock = 1;
    private const long TickNanoseconds = 5_000_000;
    private readonly Lock _gate = new();
    private int _timer;
    private List<OutputPump> _young = [];
    private List<OutputPump> _older = [];
    private bool _isTicking;

    public Nursery(Watcher watcher)
    {
        _timer = Descriptors.AtLeastThree(Libc.TimerCreate(MonotonicClock, Libc.CloseOnExec | Libc.NonBlock));
        if (_timer < 0) throw Descriptors.Failure("A timer cannot be made");
        watcher.Watch(_timer, Watcher.Readable, this);
    }

    public void Add(OutputPump pump)
    {
        lock (_gate)
        {
            _young.Add(pump);
            if (!_isTicking) SetTimer();
            _isTicking = true;
        }
    }

    /// <summary>A tick.</summary>
    public void Ready()
    {
        List<OutputPump> grown;
        lock (_gate)
        {
            grown = _older;
            _older = _young;
            _young = [];
            _isTicking = _older.Count > 0;
            if (_isTicking) SetTimer();
        }

        foreach (OutputPump pump in grown) pump.Watch();
    }

    public void Dispose()
    {
        lock (_gate) Descriptors.Close(ref _timer);
    }

    private void SetTimer()
    {
        // Interval 0: once; then seconds and nanoseconds from now.
        long* due = stackalloc long[] { 0, 0, 0, TickNanoseconds };
        if (_timer >= 0 && Libc.TimerSet(_timer, 0, due, null) != 0) throw Descriptors.Failure("A timer cannot be set");
    }
}
