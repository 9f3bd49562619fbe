namespace ActorScheduler.Machines;

/// <summary>
/// Decides which fire times of a recurrence get a job, and when. Each is decided once: a moment through which all is
/// decided only moves on, so a clock that goes back has nothing fire again. What it says is to be started is in <see
/// cref="Starts"/>; everything it does is a fact first, and the state follows from the facts alone.
/// </summary>
/// <remarks>
/// <c>Active ⇄ Paused</c> by its user; both go to <c>Ended</c> when it is canceled or its scheduler closes, and Active
/// does when no fire time is left.
/// </remarks>
internal sealed class RecurrenceMachine
{
    private readonly RecurringOptions _options;
    private readonly FireTimes _times;
    private readonly Action<RecurrenceFact>? _facts;
    private readonly Queue<long> _queue = new();
    private long _decided;

    /// <summary>Makes the machine of a recurrence.</summary>
    /// <param name="recurrence">When it fires.</param>
    /// <param name="options">How fire times are treated.</param>
    /// <param name="anchor">When it was scheduled. Nothing before is made up for.</param>
    /// <param name="facts">Where its facts go; null when nobody keeps them.</param>
    public RecurrenceMachine(
        Recurrence recurrence, RecurringOptions options, long anchor, Action<RecurrenceFact>? facts = null)
    {
        _options = options;
        _times = new FireTimes(recurrence, anchor);
        _facts = facts;
        _decided = anchor - 1;
        Next = _times.NextAfter(_decided);
        if (Next is null) State = RecurringState.Ended;
    }

    /// <summary>Fire times whose jobs are to be scheduled now, in order; whoever does it clears the list.</summary>
    public List<long> Starts { get; } = [];

    public RecurringState State { get; private set; }

    /// <summary>The next fire time that is not decided; null when it is paused or has ended.</summary>
    public long? Next { get; private set; }

    public long? LastFireTime { get; private set; }

    public long Fired { get; private set; }

    public long Missed { get; private set; }

    public long Skipped { get; private set; }

    public int Outstanding { get; private set; }

    public int Queued => _queue.Count;

    /// <summary>Takes facts of an earlier life, in their order; what they started then is not started again.</summary>
    public void Restore(IEnumerable<RecurrenceFact> facts)
    {
        foreach (RecurrenceFact fact in facts) Apply(fact);
        Starts.Clear();
    }

    /// <summary>It is now; what has come due is decided.</summary>
    public void TimePassed(long now)
    {
        if (Next is not { } next || next > now) return;
        (long count, long[] latest) = _times.Between(_decided, now, _options.MaxCatchUp);
        long[] firing = [.. Chosen(latest, now)];
        Decide(new RecurrenceFact.TimesDue(latest[^1], firing, count - firing.Length));
    }

    /// <summary>A job that it started has ended.</summary>
    public void JobEnded() => Decide(new RecurrenceFact.JobEnded());

    /// <summary>Lets fire times pass unused until it is resumed.</summary>
    public void Pause(long now)
    {
        if (State != RecurringState.Active) return;
        TimePassed(now);
        if (State == RecurringState.Active) Decide(new RecurrenceFact.Paused());
    }

    /// <summary>Fire times from now on count again.</summary>
    public void Resume(long now)
    {
        if (State == RecurringState.Paused) Decide(new RecurrenceFact.Resumed(Math.Max(_decided, now)));
    }

    /// <summary>Fires no more; what waits in its queue is dropped.</summary>
    public void End()
    {
        if (State != RecurringState.Ended) Decide(new RecurrenceFact.Ended());
    }

    // Those that are on time, and what the policy makes of the others.
    private IEnumerable<long> Chosen(long[] due, long now)
    {
        int missed = Array.FindIndex(due, time => now - time <= _options.MisfireGrace.Ticks);
        if (missed < 0) missed = due.Length;
        return _options.Misfire switch
        {
            MisfirePolicy.FireAll => due,
            MisfirePolicy.FireOnce => due.Skip(Math.Max(missed - 1, 0)),
            _ => due.Skip(missed),
        };
    }

    private void Decide(RecurrenceFact fact)
    {
        _facts?.Invoke(fact);
        Apply(fact);
    }

    private void Apply(RecurrenceFact fact)
    {
        long before = _decided;
        switch (fact)
        {
            case RecurrenceFact.TimesDue due: Apply(due); break;
            case RecurrenceFact.JobEnded: ApplyEnd(); break;
            case RecurrenceFact.Paused: (State, Next) = (RecurringState.Paused, null); break;
            case RecurrenceFact.Resumed resumed:
                State = RecurringState.Active;
                MoveTo(resumed.Through);
                break;
            default:
                (State, Next) = (RecurringState.Ended, null);
                _queue.Clear();
                break;
        }

        Ensure.That(_decided >= before, "What is decided stays decided.");
        Ensure.That(Outstanding >= 0, "A job ends once.");
        Ensure.That(_queue.Count <= _options.MaxQueued, "The queue is bounded.");
        Ensure.That(_queue.Count == 0 || Outstanding > 0, "What waits, waits for a job.");
    }

    private void Apply(RecurrenceFact.TimesDue due)
    {
        Missed += due.Missed;
        foreach (long time in due.FireTimes)
        {
            if (Outstanding == 0 || _options.Overlap == OverlapPolicy.Allow) Start(time);
            else if (_options.Overlap == OverlapPolicy.Queue && _queue.Count < _options.MaxQueued) _queue.Enqueue(time);
            else Skipped++;
        }

        MoveTo(due.Through);
    }

    private void ApplyEnd()
    {
        Outstanding--;
        if (Outstanding == 0 && _queue.TryDequeue(out long time)) Start(time);
        EndIfSpent();
    }

    private void Start(long time)
    {
        Outstanding++;
        Fired++;
        LastFireTime = time;
        Starts.Add(time);
    }

    private void MoveTo(long through)
    {
        _decided = through;
        Next = _times.NextAfter(through);
        EndIfSpent();
    }

    private void EndIfSpent()
    {
        if (State == RecurringState.Active && Next is null && _queue.Count == 0) State = RecurringState.Ended;
    }
}
