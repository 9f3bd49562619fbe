namespace ActorScheduler.Cli.Run;

/// <summary>
/// Knows when a run is over: when its source has ended and every job that came of it is reported. Also tells the source
/// when to wait: while enough jobs wait to be started, since a job file may be longer than memory; and while more jobs
/// have ended than their reports are written, since output must not pile up when its reader is slow. Thread-safe.
/// </summary>
internal sealed class PendingCount
{
    private const int MostUnreported = 256;

    /// <summary>
    /// Jobs that wait inside the scheduler: enough that one full group does not keep others waiting, and no more to
    /// remember.
    /// </summary>
    private const int MostAhead = 1000;

    /// <summary>A source that has waited goes on when it can do so for a while: waking it costs a lot.</summary>
    private const int Stride = 500;

    private readonly object _gate = new();
    private readonly Action _onOver;
    private readonly long _most;
    private long _pending = 1;      // the source itself
    private int _unreported;
    private bool _sourceEnded;

    /// <summary>Makes one.</summary>
    /// <param name="maxJobs">Jobs that may run at once; null means no limit, and then none waits for it.</param>
    /// <param name="onOver">Called once, when the run is over.</param>
    public PendingCount(int? maxJobs, Action onOver)
    {
        _onOver = onOver;
        _most = maxJobs is { } limit ? limit + (long)MostAhead : long.MaxValue;
    }

    /// <summary>True when no more jobs will come.</summary>
    public bool SourceEnded
    {
        get
        {
            lock (_gate) return _sourceEnded;
        }
    }

    /// <summary>
    /// A job is about to be scheduled. Waits while too many reports are behind; false when the source was ended
    /// meanwhile.
    /// </summary>
    public bool Enter()
    {
        lock (_gate)
        {
            for (long most = _most; (_pending > most || _unreported >= MostUnreported) && !_sourceEnded;)
            {
                most = _most - Stride;
                Monitor.Wait(_gate);
            }

            if (_sourceEnded) return false;
            _pending++;
            return true;
        }
    }

    /// <summary>The job was not taken after all, and no other would be.</summary>
    public void Refused()
    {
        EndSource();
        Leave(0);
    }

    /// <summary>A job has ended and its report is due; true when no job is left and none will come.</summary>
    public bool Ended()
    {
        lock (_gate) return ++_unreported == _pending && _sourceEnded;
    }

    /// <summary>Its report is written.</summary>
    public void Reported() => Leave(1);

    /// <summary>No more jobs will come. Further calls change nothing.</summary>
    public void EndSource()
    {
        lock (_gate)
        {
            if (_sourceEnded) return;
            _sourceEnded = true;
            Monitor.PulseAll(_gate);
        }

        Leave(0);
    }

    private void Leave(int reports)
    {
        bool over;
        lock (_gate)
        {
            _unreported -= reports;
            bool mayGoOn = _pending - 1 <= _most - Stride && _unreported < MostUnreported;
            if (reports > 0 && mayGoOn) Monitor.PulseAll(_gate);
            over = --_pending == 0;
        }

        if (over) _onOver();
    }
}
