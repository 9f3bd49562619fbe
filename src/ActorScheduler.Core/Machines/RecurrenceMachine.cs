namespace ActorScheduler.Machines;

/// <summary>
/// Decides which fire times of a recurrence get a job, and when. Each is decided once: a moment through which all is
/// decided only moves on, so a clock that goes back has nothing fire again. What it says is to be started is in <see
/// cref="Starts"/>; everything it does is a fact first, and its state (<see cref="RecurrenceRecord"/>) follows from the
/// facts alone.
/// </summary>
/// <remarks>
/// <c>Active ⇄ Paused</c> by its user; both go to <c>Ended</c> when it is canceled or its scheduler closes, and Active
/// does when no fire time is left.
/// </remarks>
internal sealed class RecurrenceMachine
{
    private readonly RecurrenceRecord _record;
    private readonly Action<RecurrenceFact>? _facts;
    private RecurringOptions _options;
    private FireTimes? _times;

    /// <summary>Makes the machine of a recurrence.</summary>
    /// <param name="recurrence">When it fires.</param>
    /// <param name="options">How fire times are treated.</param>
    /// <param name="anchor">When it was scheduled. Nothing before is made up for.</param>
    /// <param name="facts">Where its facts go; null when nobody keeps them.</param>
    public RecurrenceMachine(
        Recurrence recurrence, RecurringOptions options, long anchor, Action<RecurrenceFact>? facts = null)
        : this(recurrence, options, anchor, new RecurrenceRecord(anchor - 1), facts) => EndIfSpent();

    /// <summary>Makes the machine of a recurrence that has had an earlier life.</summary>
    /// <param name="recurrence">When it fires; null when this process cannot tell.</param>
    /// <param name="options">How fire times are treated.</param>
    /// <param name="anchor">When it was scheduled.</param>
    /// <param name="record">What its facts have come to.</param>
    /// <param name="facts">Where its facts go; null when nobody keeps them.</param>
    public RecurrenceMachine(
        Recurrence? recurrence,
        RecurringOptions options,
        long anchor,
        RecurrenceRecord record,
        Action<RecurrenceFact>? facts)
    {
        (_record, _options, _facts) = (record, options, facts);
        _times = recurrence is null ? null : new FireTimes(recurrence, anchor);
        FindNext();
    }

    /// <summary>Fire times whose jobs are to be scheduled now, in order; whoever does it clears the list.</summary>
    public List<long> Starts { get; } = [];

    /// <summary>
    /// While true it has no job started, because none could be: fire times stay undecided, and those that have been
    /// queued stay so. <see cref="TimePassed"/> makes up for it afterwards.
    /// </summary>
    public bool Holds { get; set; }

    public RecurringState State => _record.State;

    /// <summary>The next fire time that is not decided; null when it is paused or has ended.</summary>
    public long? Next { get; private set; }

    public long? LastFireTime => _record.LastFireTime;

    public long Fired => _record.Fired;

    public long Missed => _record.Missed;

    public long Skipped => _record.Skipped;

    public int Outstanding => _record.Outstanding;

    public int Queued => _record.Queue.Count;

    /// <summary>What its facts have come to.</summary>
    public RecurrenceRecord Record => _record;

    /// <summary>Takes facts of an earlier life, in their order; what they started then is not started again.</summary>
    public void Restore(IEnumerable<RecurrenceFact> facts)
    {
        foreach (RecurrenceFact fact in facts) _record.Apply(fact);
        FindNext();
    }

    /// <summary>It is now; what has come due is decided.</summary>
    public void TimePassed(long now)
    {
        StartNext();
        if (!Holds && Next is { } next && next <= now) DecideTimes(now);
        EndIfSpent();
    }

    /// <summary>A job that it started has ended.</summary>
    public void JobEnded()
    {
        Decide(new RecurrenceFact.JobEnded());
        StartNext();
        EndIfSpent();
    }

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
        if (State != RecurringState.Paused) return;
        StartNext();
        Decide(new RecurrenceFact.Resumed(Math.Max(_record.Decided, now)));
        EndIfSpent();
    }

    /// <summary>Fires no more; what waits in its queue is dropped.</summary>
    public void End()
    {
        if (State != RecurringState.Ended) Decide(new RecurrenceFact.Ended());
    }

    /// <summary>
    /// It fires at other times from now on. What has come due by the old ones is to be decided before.
    /// </summary>
    public void ChangeTimes(Recurrence recurrence, RecurringOptions options, long anchor)
    {
        (_options, _times) = (options, new FireTimes(recurrence, anchor));
        StartNext();
        Decide(new RecurrenceFact.Changed(Math.Max(_record.Decided, anchor - 1)));
        EndIfSpent();
    }

    /// <summary>
    /// Its fire times, the same ones, are treated in another way from now on; or can be told again in this process.
    /// </summary>
    public void ChangeOptions(Recurrence recurrence, RecurringOptions options, long anchor)
    {
        (_options, _times) = (options, new FireTimes(recurrence, anchor));
        FindNext();
    }

    private void DecideTimes(long now)
    {
        (long count, long[] latest) = _times!.Between(_record.Decided, now, _options.MaxCatchUp);
        long[] chosen = [.. Chosen(latest, now)];
        List<long> started = [], queued = [];
        foreach (long time in chosen)
        {
            if (_options.Overlap == OverlapPolicy.Allow || Outstanding + started.Count == 0) started.Add(time);
            else if (_options.Overlap == OverlapPolicy.Queue && Queued + queued.Count < _options.MaxQueued)
                queued.Add(time);
        }

        long skipped = chosen.Length - started.Count - queued.Count;
        Decide(new RecurrenceFact.TimesDue(latest[^1], started, queued, count - chosen.Length, skipped));
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

    private void StartNext()
    {
        if (!Holds && Outstanding == 0 && Queued > 0) Decide(new RecurrenceFact.NextStarted());
    }

    private void EndIfSpent()
    {
        if (!Holds && _times is not null && State == RecurringState.Active && Next is null && Queued == 0)
            Decide(new RecurrenceFact.Ended());
    }

    private void Decide(RecurrenceFact fact)
    {
        _facts?.Invoke(fact);
        if (fact is RecurrenceFact.TimesDue due) Starts.AddRange(due.Started);
        else if (fact is RecurrenceFact.NextStarted) Starts.Add(_record.Queue.First());
        _record.Apply(fact);
        FindNext();
        Ensure.That(Queued == 0 || Outstanding > 0 || Holds || fact is RecurrenceFact.JobEnded,
            "What waits, waits for a job.");
    }

    private void FindNext() => Next = State == RecurringState.Active ? _times?.NextAfter(_record.Decided) : null;
}
