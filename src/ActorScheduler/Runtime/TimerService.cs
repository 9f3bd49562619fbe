namespace ActorScheduler.Runtime;

/// <summary>
/// Fires timers on time. With the system's clock it has a thread of its own, because the runtime's timers move in steps
/// of 4 ms and share the pool with the users' code; with any other <see cref="TimeProvider"/> it keeps one timer of
/// that provider set to the next moment. Thread-safe.
/// </summary>
internal sealed class TimerService : IDisposable
{
    /// <summary>Providers refuse timers of more than 49 days; one that fires early is only set again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly object _gate = new();
    private readonly TimerQueue _queue = new();
    private readonly NodeClock _clock;
    private readonly ITimer? _providerTimer;
    private readonly Action<Thread> _start;
    private bool _isStarted;
    private bool _stopped;

    /// <summary>Makes one.</summary>
    /// <param name="clock">The clock that says when they are due.</param>
    /// <param name="start">Starts its thread; null is as usual.</param>
    public TimerService(NodeClock clock, Action<Thread>? start = null)
    {
        _clock = clock;
        _start = start ?? (static thread => thread.UnsafeStart());
        if (clock.Provider != TimeProvider.System)
            _providerTimer = clock.Provider.CreateTimer(static s => ((TimerService)s!).FireDue(), this,
                Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sets a timer.</summary>
    /// <exception cref="OutOfMemoryException">The system gives no thread for it; it is not set then.</exception>
    public void Set(HostTimer timer, long due)
    {
        lock (_gate)
        {
            if (_stopped) return;
            if (!_isStarted) Start();
            long? before = _queue.NextDue;
            _queue.Set(timer, due);
            if (before is null || due < before) Rearm();
        }
    }

    public void Cancel(HostTimer timer)
    {
        lock (_gate)
        {
            // The thread may sleep on and find nothing; a provider's timer would keep something alive, or a test
            // waiting.
            if (_queue.Remove(timer) && _queue.Count == 0 && !_stopped)
                _providerTimer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }

        _providerTimer?.Dispose();
    }

    // The next moment has become earlier. Called with the gate held.
    private void Rearm()
    {
        if (_providerTimer is not null)
        {
            ArmProvider();
            return;
        }

        Monitor.Pulse(_gate);
    }

    private void Start()
    {
        if (_providerTimer is null) _start(new Thread(Loop) { IsBackground = true, Name = "ActorScheduler timers" });
        _isStarted = true;
    }

    private void ArmProvider()
    {
        if (_queue.NextDue is { } due)
            _providerTimer!.Change(TimeSpan.FromTicks(Math.Clamp(due - _clock.Now, 0, LongestWait.Ticks)),
                Timeout.InfiniteTimeSpan);
    }

    private void Loop()
    {
        while (true)
        {
            FireDue();
            lock (_gate)
            {
                if (_stopped) return;
                if (_queue.NextDue is not { } due)
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                // Rounded up: waking early would only spin.
                long milliseconds =
                    (due - _clock.Now + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
                if (milliseconds > 0) Monitor.Wait(_gate, (int)Math.Min(milliseconds, int.MaxValue));
            }
        }
    }

    private void FireDue()
    {
        while (true)
        {
            HostTimer? timer;
            lock (_gate)
            {
                if (_stopped) return;
                timer = _queue.TakeDue(_clock.Now);
                if (timer is null)
                {
                    if (_providerTimer is not null) ArmProvider();
                    return;
                }
            }

            timer.Fire();
        }
    }
}
