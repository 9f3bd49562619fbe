namespace ActorScheduler.Machines;

/// <summary>
/// Keeps the order that barriers and drains ask for: a chain of epochs, and through them a chain of segments. Each job
/// counts in one segment and its epoch from its submission to its end; nothing here looks at single jobs.
/// </summary>
internal sealed class BarrierEpochs
{
    private Segment _firstSegment;
    private Segment _lastSegment;
    private Epoch _lastEpoch;
    private Epoch? _closedEpoch;

    public BarrierEpochs()
    {
        Current = _lastEpoch = new Epoch(0);
        _firstSegment = _lastSegment = new Segment(Current);
    }

    /// <summary>The epoch whose jobs may start.</summary>
    public Epoch Current { get; private set; }

    /// <summary>Jobs of all epochs that have not ended.</summary>
    public int Outstanding { get; private set; }

    /// <summary>True while no barrier stands before a job that comes now.</summary>
    public bool IsOpen => Current == _lastEpoch;

    /// <summary>Counts a new job into the last segment.</summary>
    public void Enter(JobReference job)
    {
        if (_lastSegment.Closed) AppendSegment(new Segment(_lastEpoch));
        Count(_lastSegment, 1);
        job.Segment = _lastSegment;
    }

    /// <summary>Counts a new job into the run that pulled it.</summary>
    public void Enter(JobReference job, SourceRun run)
    {
        Count(run.Segment, 1);
        job.Segment = run.Segment;
    }

    /// <summary>Gives a run a segment of its own, in which the run itself counts as one.</summary>
    public void Enter(SourceRun run)
    {
        _lastSegment.Closed = true;
        AppendSegment(new Segment(_lastEpoch) { Closed = true });
        run.Segment = _lastSegment;
        Count(_lastSegment, 1);
    }

    /// <summary>
    /// Raises a barrier. False when everything before it has ended already; otherwise it ends with <see cref="Leave"/>
    /// of the last job before it. Adjacent barriers share one place (DUP-13), and one with nothing before it costs
    /// nothing (DUP-15).
    /// </summary>
    public bool Raise(JobReference barrier)
    {
        if (!_lastEpoch.Used)
        {
            if (_lastEpoch == Current) return false;
            _closedEpoch!.Barriers!.Add(barrier);
            return true;
        }

        if (Current == _lastEpoch && Current.Outstanding == 0) return false;
        _lastSegment.Closed = true;
        _closedEpoch = _lastEpoch;
        _lastEpoch.Barriers = [barrier];
        _lastEpoch.Next = new Epoch(_lastEpoch.Number + 1);
        _lastEpoch = _lastEpoch.Next;
        return true;
    }

    /// <summary>The epoch that a job that comes now belongs to.</summary>
    public long LastNumber => _lastEpoch.Number;

    /// <summary>Gives the last epoch the number that it had in an earlier life.</summary>
    public void Renumber(long number)
    {
        Ensure.That(number >= _lastEpoch.Number, "The numbers of epochs rise.");
        _lastEpoch.Number = number;
    }

    /// <summary>Marks this place: false when everything before it has ended already.</summary>
    public bool Mark(object drain)
    {
        if (Outstanding == 0) return false;
        _lastSegment.Closed = true;
        (_lastSegment.Drains ??= []).Add(drain);
        return true;
    }

    /// <summary>Counts an ended job (or run) out and passes on what its end completes.</summary>
    /// <param name="segment">Where it counted.</param>
    /// <param name="effects">Gets the drains that are reached.</param>
    /// <param name="barriers">Gets the barriers that fall.</param>
    public void Leave(Segment segment, EffectBuffer effects, List<JobReference> barriers)
    {
        Count(segment, -1);
        Ensure.That(segment.Outstanding >= 0, "No more jobs leave a segment than entered it.");
        PassOn(effects, barriers);
    }

    /// <summary>Counts everything out that is left: nobody will tell of its end any more.</summary>
    /// <param name="effects">Gets the drains that are reached.</param>
    /// <param name="barriers">Gets the barriers that fall.</param>
    public void LeaveAll(EffectBuffer effects, List<JobReference> barriers)
    {
        for (Segment? segment = _firstSegment; segment is not null; segment = segment.Next)
        {
            segment.Epoch.Outstanding -= segment.Outstanding;
            segment.Outstanding = 0;
        }

        Outstanding = 0;
        PassOn(effects, barriers);
    }

    private void PassOn(EffectBuffer effects, List<JobReference> barriers)
    {
        while (_firstSegment.Outstanding == 0 && _firstSegment.Closed) PopSegment(effects);
        while (Current.Outstanding == 0 && Current.Barriers is { } fallen)
        {
            barriers.AddRange(fallen);
            Current = Current.Next!;
        }
    }

    private void PopSegment(EffectBuffer effects)
    {
        if (_firstSegment.Drains is { } drains)
        {
            _firstSegment.Drains = null;
            foreach (object drain in drains) effects.Add(EffectKind.DrainReached, drain);
        }

        if (_firstSegment.Next is null) AppendSegment(new Segment(_lastEpoch));
        _firstSegment = _firstSegment.Next!;
    }

    private void AppendSegment(Segment segment)
    {
        _lastSegment.Next = segment;
        _lastSegment = segment;
    }

    private void Count(Segment segment, int change)
    {
        segment.Outstanding += change;
        segment.Epoch.Outstanding += change;
        segment.Epoch.Used = true;
        Outstanding += change;
    }
}
