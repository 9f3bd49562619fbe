namespace ActorScheduler.Cli.Run;

/// <summary>
/// Knows when a run is over: when its source has ended and every job that came of it is reported. Also tells the source
/// when to wait, because more jobs have ended than their reports are written: output must not pile up when its reader
/// is slow. Thread-safe.
/// </summary>
internal sealed class PendingCount
{
    private const int MostUnreported = 256;

    private readonly object _gate = new();
    private readonly Action _onOver;
    private long _pending = 1;      // the source itself
    private int _unreported;
    private bool _sourceEnded;

    /// <summary>Makes one.</summary>
    /// <param name="onOver">Called once, when the run is over.</param>
    public PendingCount(Action onOver) => _onOver = onOver;

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
            while (_unreported >= MostUnreported && !_sourceEnded) Monitor.Wait(_gate);
            if (_sourceEnded) return false;
            _pending++;
            return true;
        }
    }

    /// <summary>The job was not taken after all.</summary>
    public void Refused() => Leave(0);

    /// <summary>A job has ended and its report is due.</summary>
    public void Ended()
    {
        lock (_gate) _unreported++;
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
            if (reports > 0) Monitor.PulseAll(_gate);
            over = --_pending == 0;
        }

        if (over) _onOver();
    }
}
