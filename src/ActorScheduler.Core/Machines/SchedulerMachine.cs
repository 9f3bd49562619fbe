namespace ActorScheduler.Machines;

/// <summary>
/// Every rule of a scheduler: who is accepted, who may start and when, what an exit means for the rest. Takes a message
/// and the facts that it needs, changes its state and says what to do (<see cref="EffectBuffer"/>). No threads, clocks,
/// chance or IO.
/// </summary>
/// <remarks>
/// Admission, in this order: the scheduler is open; a slot is free (<c>MaxJobs</c>); the load allows it; the jobserver
/// gave a token; the job is of the current epoch, its delay has passed, the jobs it runs after have completed and it is
/// first of its priority; its groups have room. Then it starts, in the same turn. Nothing here looks through the
/// waiting jobs.
/// </remarks>
internal sealed partial class SchedulerMachine
{
    private readonly SchedulerOptions _options;
    private readonly IFactLog? _facts;
    private readonly LoadGate _load;
    private readonly GroupLimits _groups;
    private readonly BarrierEpochs _epochs = new();
    private readonly JobList _running = new();
    private readonly JobList _delayed = new();
    private readonly JobList _dependent = new();
    private readonly JobList _door = new();
    private readonly List<JobReference> _fallen = [];
    private readonly Stack<JobReference> _cascade = new();
    private readonly bool _useTokens;
    private int? _maxJobs;
    private long _lastOrder;
    private int _accepted;
    private Counters _counters;

    /// <summary>Makes the machine of one scheduler.</summary>
    /// <param name="options">Its limits and rules.</param>
    /// <param name="effects">Where it says what to do.</param>
    /// <param name="processors">How many processors jobs can use, for the load signals that need it.</param>
    /// <param name="useTokens">True when each running job needs a token of a jobserver.</param>
    /// <param name="facts">Where its facts go; null for a volatile scheduler.</param>
    /// <param name="directory">Knows the node's groups, whose limits then hold; null lets the options' limits hold here
    /// alone.</param>
    /// <param name="defaultLimit">The limit of any group without its own; null for none.</param>
    public SchedulerMachine(
        SchedulerOptions options,
        EffectBuffer effects,
        int processors = 1,
        bool useTokens = false,
        IFactLog? facts = null,
        IGroupDirectory? directory = null,
        int? defaultLimit = null)
    {
        _groups = new GroupLimits(effects, directory, defaultLimit);
        _options = options;
        _facts = facts;
        _useTokens = useTokens;
        _maxJobs = options.MaxJobs;
        _load = new LoadGate(options.MaxLoad, options.LoadSignal, processors);
        Effects = effects;
        if (directory is not null) return;
        foreach ((GroupKey key, int limit) in options.GroupLimits) _groups.SetLimit(key, limit, _epochs.Current.Ready);
    }

    /// <summary>What is to be done, in order; whoever carries it out clears it.</summary>
    public EffectBuffer Effects { get; }

    public int Running => _running.Count;

    /// <summary>Accepted jobs that do not run.</summary>
    public int Waiting => _accepted - _running.Count;

    // Pulled jobs are in nobody's queue: one of them may even wait for a job that waits for room there.
    private int Queued => Waiting - _pulledWaiting;

    public bool IsStopped { get; private set; }

    /// <summary>The limit of running jobs.</summary>
    public int? MaxJobs => _maxJobs;

    /// <summary>Takes a job in, lets it wait at the door, or refuses it.</summary>
    public void Submit(JobReference job, long now)
    {
        job.Order = ++_lastOrder;
        job.ScheduledAt = now;
        _counters.Scheduled++;
        if (Refusal() is { } reason)
        {
            Reject(job, reason, now);
            return;
        }

        if (job.Has(JobFlags.CancelRequested))
        {
            Settle(job, JobState.Canceled, now);    // its submitter's token was canceled before: it never runs
            return;
        }

        _epochs.Enter(job);
        if (job.Has(JobFlags.MustStart)) StartOrRefuse(job, now);
        else if (_options.QueueCapacity is null) Accept(job, now);
        else AcceptIfRoom(job, now);
        // While the load holds jobs back and the timer is set, a new job is no reason to look again: a flood costs no
        // readings.
        if (!_heldByLoad || !_loadTimerSet || _running.Count == 0) Finish(now);
        else if (_groups.HasNews || _held.Count > 0) SettleGroups(now);
    }

    /// <summary>
    /// Raises a barrier: everything submitted before ends before anything submitted after it starts (DUP-13 to DUP-18).
    /// </summary>
    public void InsertBarrier(JobReference barrier, long now)
    {
        barrier.Order = ++_lastOrder;
        barrier.ScheduledAt = now;
        barrier.Flags |= JobFlags.Barrier;
        bool stands = _epochs.Raise(barrier);
        _facts?.BarrierRaised(barrier, _epochs.LastNumber);
        if (!stands) Fall(barrier, now);
    }

    /// <summary>
    /// Answers with <see cref="EffectKind.DrainReached"/> when everything that was submitted before has ended (DUP-30).
    /// </summary>
    public void Drain(object waiter)
    {
        if (!_epochs.Mark(waiter)) Effects.Add(EffectKind.DrainReached, waiter);
    }

    /// <summary>Changes how many jobs may run. None that runs is stopped.</summary>
    public void SetMaxJobs(int? maxJobs, long now)
    {
        _maxJobs = maxJobs;
        _facts?.MaxJobsSet(maxJobs);
        Finish(now);
    }

    /// <summary>Changes or clears a group's limit. None that is inside is stopped (POOL-9).</summary>
    public void SetGroupLimit(GroupKey group, int? limit, long now)
    {
        _facts?.GroupLimitSet(group, limit);
        _groups.SetLimit(group, limit, _epochs.Current.Ready);
        Finish(now);
    }

    /// <summary>
    /// Asks for <see cref="EffectKind.ReportAccepted"/>: at once when the job has been accepted, else when it is.
    /// </summary>
    public void WatchAcceptance(JobReference job)
    {
        if (job.Has(JobFlags.Accepted) || JobLifecycle.IsFinal(job.CurrentState))
            Effects.Add(EffectKind.ReportAccepted, job);
        else job.Flags |= JobFlags.AcceptanceWatched;
    }

    /// <summary>Why every job would be refused now; null when it would not.</summary>
    public RejectReason? Refusal()
    {
        if (_stopMode is { } mode) return new RejectReason.Stopped(mode);
        return _firstFailed is { } failed ? new RejectReason.FailedEarlier(failed.Id, failed.Name) : null;
    }

    private void AcceptIfRoom(JobReference job, long now)
    {
        int capacity = _options.QueueCapacity!.Value;
        if (job.Settings.Groups.Count > 0 && job.Ticket is null) _groups.Register(job);
        // Behind those that nothing is decided about yet, also where there is room by now.
        if (_door.Count == 0 && _held.Count == 0 && (Queued < capacity || CanStartNow(job, now)))
        {
            Accept(job, now);
        }
        else if (job.Has(JobFlags.WaitsForRoom) && (capacity > 0 || DelayEnd(job) <= now))
        {
            job.Flags |= JobFlags.AtDoor;
            _door.Append(job);
        }
        else if (IsHeldBack(job) || (_door.Count == 0 && LacksOnlyPermits(job, now)))
        {
            DecideOrAsk(job, now);
        }
        else
        {
            // Also a delayed job where none may wait: it would stand at the door, and in everybody's way, for ever.
            Reject(job, new RejectReason.QueueFull(Queued, capacity), now);
        }
    }

    private void Accept(JobReference job, long now)
    {
        job.Flags |= JobFlags.Accepted;
        _accepted++;
        _facts?.JobAccepted(job);
        if (job.Has(JobFlags.WaitsForRoom | JobFlags.AcceptanceWatched)) Effects.Add(EffectKind.ReportAccepted, job);
        JobOptions settings = job.Settings;
        if (ReferenceEquals(settings, JobOptions.Default) && job.Extras?.MissingKind is null)
        {
            JobLifecycle.Move(job, JobState.Waiting);
            job.Segment!.Epoch.Ready.Add(job);
            return;
        }

        if (settings.Groups.Count > 0) RegisterGroups(job);
        if (settings.After.Count > 0 && !MayComeAfter(job, now)) return;
        long delayEnd = DelayEnd(job);
        if (delayEnd > now) DelayUntil(job, delayEnd);
        else BecomeWaiting(job);
    }

    private static long DelayEnd(JobReference job) =>
        Math.Max(Moments.After(job.ScheduledAt, job.Settings.Delay), job.Settings.StartAt?.UtcTicks ?? 0);

    private void DelayUntil(JobReference job, long until)
    {
        JobLifecycle.Move(job, JobState.Delayed);
        job.Extra.DelayedUntil = until;
        _delayed.Append(job);
        Effects.Add(EffectKind.SetDelay, job, until);
    }

    // The delay is over, or there was none: it waits for the jobs it runs after, then for admission.
    private void BecomeWaiting(JobReference job)
    {
        JobLifecycle.Move(job, JobState.Waiting);
        // What it lacks then is taken away by no end of a job.
        if (job.Extras?.MissingKind is not null) job.Extras.PendingDependencies++;
        if (job.Extras?.PendingDependencies is null or 0) job.Segment!.Epoch.Ready.Add(job);
        else StandBehind(job);
    }

    // From its acceptance on it hears how the jobs end that it runs after; false when it is canceled because of one.
    private bool MayComeAfter(JobReference job, long now)
    {
        foreach (JobReference before in job.Settings.After)
        {
            if (before.CurrentState == JobState.Completed) continue;
            bool ended = JobLifecycle.IsFinal(before.CurrentState);
            // A source may give a job of this epoch that names a job of a later one, or a barrier: each would wait for
            // the other.
            if (ended || (job.Has(JobFlags.Pulled) && before.Segment?.Epoch != job.Segment!.Epoch))
            {
                JobLifecycle.Move(job, JobState.Waiting);
                StandBehind(job);
                CancelWaiting(job, before, ended
                    ? EndOf(before)
                    : $"job {NameOf(before)} waits for this job behind a barrier", now);
                return false;
            }

            (before.Extra.Dependents ??= []).Add(job);
            job.Extra.PendingDependencies++;
        }

        return true;
    }

    private void StandBehind(JobReference job)
    {
        job.Flags |= JobFlags.Dependent;
        _dependent.Append(job);
    }

    private void Reject(JobReference job, RejectReason reason, long now)
    {
        job.Extra.Rejection = reason;
        job.Extra.Cause = _firstFailed;
        Settle(job, JobState.Rejected, now);
    }

    // Every verb that can start or end jobs closes with this: what the ended ones set free may start, until nothing
    // moves.
    private void Finish(long now)
    {
        Pump(now);
        TellAllDependents(now);
        if (_groups.HasNews || _held.Count > 0) SettleGroups(now);
        if (_stopMode is null || IsStopped || _epochs.Outstanding > 0) return;
        IsStopped = true;
        _groups.Depart();
        Effects.Add(EffectKind.Stopped);
    }

    private void TellAllDependents(long now)
    {
        while (_cascade.Count > 0)
        {
            while (_cascade.TryPop(out JobReference? ended)) TellDependents(ended, now);
            Pump(now);
        }
    }
}
