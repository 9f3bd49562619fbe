namespace ActorScheduler.Runtime;

/// <summary>
/// Turns on one thread that does nothing else: one of its own, or a thread that somebody lends for it.
/// </summary>
/// <param name="name">A name for the thread; null means that the thread is lent: <see cref="Run"/> is called.</param>
/// <param name="turn">Runs a turn.</param>
internal sealed class ThreadLoop(string? name, Func<LoopTurn> turn) : TurnRunner
{
    /// <summary>
    /// How often an idle loop looks for work before it sleeps, about 15 µs in all: to wake a thread costs more than
    /// these looks, and the answer to what was called is often the next call. Most looks give the processor away: on
    /// two of them, with one busy elsewhere, that answers four times as many calls as to keep it (160 and 35 k/s).
    /// </summary>
    private const int Looks = 40;

    private readonly object _sleep = new();
    private volatile bool _sleeps;
    private volatile bool _awake;

    public override void Begin()
    {
        if (name is null) return;
        var thread = new Thread(Run) { IsBackground = true, Name = name };
        thread.UnsafeStart();
    }

    public override void Wake()
    {
        _awake = true;
        // The mark is set before the look at the sleeper, who does it the other way round.
        Interlocked.MemoryBarrier();
        if (!_sleeps) return;
        lock (_sleep) Monitor.Pulse(_sleep);
    }

    /// <summary>Runs turns on this thread until there will be no other.</summary>
    public void Run()
    {
        while (true)
        {
            switch (turn())
            {
                case LoopTurn.Stopped: return;
                case LoopTurn.Idle: WaitForWork(); break;
                default: break;
            }
        }
    }

    private void WaitForWork()
    {
        var spin = new SpinWait();
        for (int look = 0; look < Looks; look++)
        {
            if (TakeMark()) return;
            spin.SpinOnce(sleep1Threshold: -1);
        }

        lock (_sleep)
        {
            _sleeps = true;
            Interlocked.MemoryBarrier();
            while (!_awake) Monitor.Wait(_sleep);
            _sleeps = false;
        }

        _awake = false;
    }

    private bool TakeMark()
    {
        if (!_awake) return false;
        _awake = false;
        return true;
    }
}
