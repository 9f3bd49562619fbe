namespace ActorScheduler.Cli.Run;

/// <summary>
/// The way of reports to the one thread that shows them, in order. Whoever adds the first one after a silence wakes
/// that thread; then it rests for a moment after each look, and the others find it resting. Waking it for each of many
/// short jobs took the processor from their commands. Thread-safe, for one reader.
/// </summary>
/// <param name="restMilliseconds">How long it rests; -1 is until it is called.</param>
internal sealed class ReportLine(int restMilliseconds = ReportLine.ShortRest)
{
    /// <summary>Too short for people to notice, and some tens of short jobs long.</summary>
    private const int ShortRest = 10;

    private readonly object _gate = new();
    private List<RunReport> _reports = [];
    private List<RunReport> _taken = [];
    private bool _isIdle;
    private bool _isUrgent;
    private bool _isOver;

    /// <summary>Adds a report; after the end it is dropped.</summary>
    /// <param name="report">The report.</param>
    /// <param name="isUrgent">True when it must not wait for the end of the rest.</param>
    public void Add(RunReport report, bool isUrgent)
    {
        lock (_gate)
        {
            if (_isOver) return;
            _reports.Add(report);
            _isUrgent |= isUrgent;
            if (_isIdle || isUrgent) Monitor.Pulse(_gate);
        }
    }

    /// <summary>No more will come. Further calls change nothing.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isOver = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>
    /// Waits for reports and gives them, in order; null when all were given and no more will come. What it gave is
    /// gone with the next call.
    /// </summary>
    public List<RunReport>? Take()
    {
        lock (_gate)
        {
            if (_taken.Count > 0 && !_isUrgent && !_isOver) Monitor.Wait(_gate, restMilliseconds);
            while (_reports.Count == 0 && !_isOver)
            {
                _isIdle = true;
                Monitor.Wait(_gate);
                _isIdle = false;
            }

            _taken.Clear();
            if (_reports.Count == 0) return null;
            (_taken, _reports) = (_reports, _taken);
            _isUrgent = false;
            return _taken;
        }
    }
}
