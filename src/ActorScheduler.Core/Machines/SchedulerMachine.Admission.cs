namespace ActorScheduler.Machines;

/// <content>Who starts next, and the gates before it: slots, load, tokens.</content>
internal sealed partial class SchedulerMachine
{
    /// <summary>A reading older than this says too little about now; reading costs microseconds.</summary>
    private static readonly long FreshFor = TimeSpan.FromMilliseconds(20).Ticks;

    private LoadSample? _sample;
    private int _startedSinceSample;
    private bool _loadRequested;
    private bool _loadTimerSet;
    private bool _heldByLoad;
    private bool _readingIsNew;
    private int _tokens;
    private bool _tokenRequested;

    /// <summary>The load was read, as <see cref="EffectKind.ReadLoad"/> asked.</summary>
    /// <param name="value">The figure; null when it cannot be read.</param>
    /// <param name="now">The moment it is handled; what it shows may be a little older.</param>
    public void LoadRead(double? value, long now)
    {
        _loadRequested = false;
        _heldByLoad = false;
        _sample = new LoadSample(value, now);
        _startedSinceSample = 0;
        _readingIsNew = true;
        Finish(now);
        _readingIsNew = false;
    }

    /// <summary>The load held jobs back and it is time to look again (PORT-41).</summary>
    public void LoadTimerFired(long now)
    {
        _loadTimerSet = false;
        Finish(now);
    }

    /// <summary>The jobserver gave the token that <see cref="EffectKind.RequestToken"/> asked for.</summary>
    public void TokenGranted(long now)
    {
        Ensure.That(_tokenRequested, "A token comes when it was asked for.");
        _tokenRequested = false;
        _tokens++;
        Finish(now);
    }

    private void Pump(long now)
    {
        while (true)
        {
            if (_door.Count > 0) OpenDoor(now);
            JobReference? job = _epochs.Current.FirstReady;
            SourceRun? run = job is null ? NextRun() : null;
            if (job is null && run is null) break;
            if (_held.First is { } held && (job is null || JobOrder.Precedes(held, job))) break;
            if (!GatesOpen(now, starts: job is not null)) break;
            if (job is null)
            {
                Ask(run!);
                continue;
            }

            AdmissionQueue ready = _epochs.Current.Ready;
            bool grouped = job.Ticket is not null;
            JobGroup? closed = grouped ? GroupLimits.FirstClosed(job) : null;
            if (closed is not null && _groups.HoldsLine(job)) break;
            ready.Remove(job);
            if (grouped && !_groups.TryEnter(job, closed, ready)) continue;
            Start(job, now);
        }

        if (_useTokens) ReleaseSpareTokens();
    }

    private void Start(JobReference job, long now)
    {
        Ensure.That(_maxJobs is not { } limit || _running.Count < limit, "No more jobs run than may.");
        JobLifecycle.Move(job, JobState.Running);
        if (job.Has(JobFlags.Pulled)) CountWaiting(job, -1);
        // Nothing that could fail stands between: of each that is in the list, its start is known.
        _running.Append(job);
        Effects.Add(EffectKind.StartAttempt, job);
        job.Attempt++;
        job.Flags = (job.Flags | JobFlags.Started) & ~JobFlags.TimedOut;
        job.StartedAt = now;
        _startedSinceSample++;
        _facts?.AttemptStarted(job);
        if (job.Settings.Timeout is { } timeout) Effects.Add(EffectKind.SetTimeout, job, Moments.After(now, timeout));
    }

    // The door opens in order of arrival: a submitter that waits is never passed.
    private void OpenDoor(long now)
    {
        int capacity = _options.QueueCapacity!.Value;
        while (_door.First is { } job && (Queued < capacity || CanStartNow(job, now)))
        {
            if (IsHeldBack(job)) break;
            _door.Remove(job);
            job.Flags &= ~JobFlags.AtDoor;
            StopAsking(job);
            Accept(job, now);
            if (Queued > capacity && !JobLifecycle.IsFinal(job.CurrentState))
                break;      // it starts before the next is looked at
        }
    }

    private bool CanStartNow(JobReference job, long now)
    {
        if (!MightStartNow(job, now))
        {
            // Permits are of no use to it now: it keeps none from others, and asks again when it might.
            if (job.Ticket is { Asks: true }) _groups.Unask(job, _epochs.Current.Ready);
            return false;
        }

        if (job.Ticket is not null && !HasRoom(job)) return false;
        return GatesOpen(now, starts: true);
    }

    private bool LacksOnlyPermits(JobReference job, long now) =>
        job.Ticket is not null && !GroupLimits.HasRoom(job) && MightStartNow(job, now);

    private bool MightStartNow(JobReference job, long now)
    {
        if (_maxJobs is { } limit && _running.Count >= limit) return false;
        if (DelayEnd(job) > now || job.Segment!.Epoch != _epochs.Current) return false;
        if (_epochs.Current.ReadyCount > 0 || IsHeldBack(job)) return false;
        foreach (JobReference before in job.Settings.After)
        {
            if (!JobLifecycle.IsFinal(before.CurrentState)) return false;
        }

        return true;
    }

    // Whoever stands at the door and lacks nothing else wants its permits now: nothing else would ask for them.
    private bool HasRoom(JobReference job) =>
        job.Has(JobFlags.AtDoor) ? _groups.DecideOrAsk(job, _epochs.Current.Ready) : GroupLimits.HasRoom(job);

    // A source is asked without a token: the job that it gives waits for one, and none is taken for a source that takes
    // its time.
    private bool GatesOpen(long now, bool starts)
    {
        if (_maxJobs is { } limit && _running.Count >= limit) return false;
        if (_options.MaxLoad is not null && !LoadAllows(now)) return false;
        return !_useTokens || !starts || HasToken();
    }

    private bool LoadAllows(long now)
    {
        int running = _running.Count;
        if (!_load.Consults(running, _maxJobs))
        {
            _heldByLoad = false;
            return true;
        }

        // The door and a run may both ask in one turn: what a reading refuses in its own turn needs no other reading.
        if (_heldByLoad && _readingIsNew) return false;
        if (_heldByLoad || _load.NeedsSample(running, _maxJobs, _sample, now, FreshFor))
        {
            if (!_loadRequested) Effects.Add(EffectKind.ReadLoad);
            _loadRequested = true;
            return false;
        }

        if (_load.Admits(running, _maxJobs, _sample.GetValueOrDefault(), _startedSinceSample, out _)) return true;
        _heldByLoad = true;
        if (_options.LoadCheckInterval is { } interval && !_loadTimerSet)
        {
            _loadTimerSet = true;
            Effects.Add(EffectKind.SetLoadTimer, null, Moments.After(now, interval));
        }

        return false;
    }

    private bool HasToken()
    {
        if (_tokens > _running.Count) return true;
        if (!_tokenRequested) Effects.Add(EffectKind.RequestToken);
        _tokenRequested = true;
        return false;
    }

    // A token that no job runs on goes back at once: others of the same make wait for it.
    private void ReleaseSpareTokens()
    {
        int used = _running.Count + (_left?.Count ?? 0);
        for (; _tokens > used; _tokens--) Effects.Add(EffectKind.ReleaseToken);
    }
}
