namespace ActorScheduler.Machines;

/// <summary>
/// What the facts of a recurrence add up to. It needs no timetable and no clock: whoever reads a journal keeps one.
/// </summary>
/// <param name="decided">The moment through which nothing was left to decide when it was made.</param>
internal sealed class RecurrenceRecord(long decided)
{
    private readonly Queue<long> _queue = new();

    /// <summary>Every fire time up to this moment is decided. It only moves on.</summary>
    public long Decided { get; private set; } = decided;

    public RecurringState State { get; private set; }

    public long? LastFireTime { get; private set; }

    public long Fired { get; private set; }

    public long Missed { get; private set; }

    public long Skipped { get; private set; }

    public int Outstanding { get; private set; }

    /// <summary>Fire times whose jobs wait for an earlier one, in order.</summary>
    public IReadOnlyCollection<long> Queue => _queue;

    /// <summary>Nothing can come of it any more.</summary>
    public bool IsOver => State == RecurringState.Ended && Outstanding == 0;

    /// <summary>Takes a fact.</summary>
    public void Apply(RecurrenceFact fact)
    {
        switch (fact)
        {
            case RecurrenceFact.TimesDue due: Apply(due); break;
            case RecurrenceFact.JobEnded:
                Ensure.That(Outstanding > 0, "A job ends once.");
                Outstanding--;
                break;
            case RecurrenceFact.NextStarted: Start(_queue.Dequeue()); break;
            case RecurrenceFact.Paused: State = RecurringState.Paused; break;
            case RecurrenceFact.Resumed resumed:
                State = RecurringState.Active;
                MoveTo(resumed.Through);
                break;
            case RecurrenceFact.Changed changed: MoveTo(changed.Through); break;
            case RecurrenceFact.Ended:
                State = RecurringState.Ended;
                _queue.Clear();
                break;
            default: throw new InvariantException($"Fact {fact} adds nothing up.");
        }
    }

    /// <summary>Takes what an earlier life's facts had added up to.</summary>
    public void Restore(RecurringState state, long? lastFireTime, long fired, long missed, long skipped,
        int outstanding, IEnumerable<long> queue)
    {
        (State, LastFireTime, Fired, Missed, Skipped) = (state, lastFireTime, fired, missed, skipped);
        Outstanding = outstanding;
        foreach (long time in queue) _queue.Enqueue(time);
    }

    private void Apply(RecurrenceFact.TimesDue due)
    {
        Missed += due.Missed;
        Skipped += due.Skipped;
        foreach (long time in due.Started) Start(time);
        foreach (long time in due.Queued) _queue.Enqueue(time);
        MoveTo(due.Through);
    }

    private void Start(long time)
    {
        Outstanding++;
        Fired++;
        LastFireTime = time;
    }

    private void MoveTo(long through)
    {
        Ensure.That(through >= Decided, "What is decided stays decided.");
        Decided = through;
    }
}
