namespace ActorScheduler.Machines;

/// <content>Groups of the node, and jobs that start now or are refused: what makes a task pool of a
/// scheduler.</content>
internal sealed partial class SchedulerMachine
{
    private readonly JobList _asking = new();

    /// <summary>The node set a group's limit. None that is inside is stopped (POOL-9).</summary>
    /// <param name="group">The group.</param>
    /// <param name="terms">Its terms.</param>
    /// <param name="joins">True when the lender must hear what is held here before it lends.</param>
    /// <param name="now">The moment.</param>
    public void GroupTermsSet(GroupKey group, GroupTerms terms, bool joins, long now)
    {
        _groups.SetTerms(group, terms, joins, _epochs.Current.Ready);
        Finish(now);
    }

    /// <summary>The node cleared a group's limit.</summary>
    public void GroupTermsCleared(GroupKey group, object lender, long now)
    {
        _groups.ClearTerms(group, lender, _epochs.Current.Ready);
        Finish(now);
    }

    /// <summary>A group's lender granted permits, or wants some back.</summary>
    public void GroupOrdered(GroupKey group, object lender, in GroupOrder order, long now)
    {
        _groups.Receive(group, lender, order, _epochs.Current.Ready);
        Finish(now);
    }

    /// <summary>How many jobs are inside a group; of the implicit group, how many run (POOL-13).</summary>
    public int GroupCount(GroupKey group) => group.IsAll ? _running.Count : _groups.GetCount(group);

    /// <summary>
    /// Asks every job that names the group to cancel, those that wait first; of the implicit group, every job.
    /// </summary>
    public void CancelGroup(GroupKey group, string? reason, long now)
    {
        foreach (JobReference job in JobsOf(group))
        {
            bool first = !job.Has(JobFlags.CancelRequested);
            MarkCanceled(job, reason);
            if (first) CancelNow(job, now);
        }

        Finish(now);        // once, after all: what one sets free must not start another of them
    }

    /// <summary>
    /// Answers with <see cref="EffectKind.DrainReached"/> when every job that names the group now has ended.
    /// </summary>
    public void DrainGroup(GroupKey group, object waiter)
    {
        if (group.IsAll)
        {
            Drain(waiter);
            return;
        }

        List<JobReference> jobs = JobsOf(group);
        var drain = new GroupDrain(waiter, jobs.Count);
        foreach (JobReference job in jobs) (job.Extra.Drains ??= []).Add(drain);
        if (jobs.Count == 0) Effects.Add(EffectKind.DrainReached, waiter);
    }

    /// <summary>The jobs and their groups at this moment.</summary>
    public TaskPoolSnapshot Snapshot() => new()
    {
        Running = _running.Count,
        Waiting = Waiting + _door.Count + Undecided,
        MaxTasks = _maxJobs,
        Groups =
        [
            .. _groups.All()
                .Where(static g => g.Tickets > 0)
                .Select(static g => new TaskPoolGroup(g.Key, g.Held, g.Tickets - g.Held, g.StatedLimit))
                .OrderBy(static g => g.Key.ToString(), StringComparer.Ordinal),
        ],
    };

    // All or nothing, now: the total first, then the groups.
    private void StartOrRefuse(JobReference job, long now)
    {
        if (job.Settings.Groups.Count > 0) _groups.Register(job);
        DecideOrAsk(job, now);
    }

    private void RegisterGroups(JobReference job)
    {
        if (job.Ticket is null) _groups.Register(job);
        if (!job.Has(JobFlags.MustStart)) _groups.AskAhead(job);
    }

    private void DecideOrAsk(JobReference job, long now)
    {
        if (TryDecide(job, now)) return;
        job.Flags |= JobFlags.Asking;
        StandUndecided(job);
    }

    // False when a lender has to be heard first, by this job or by one before it.
    private bool TryDecide(JobReference job, long now)
    {
        bool mustStart = job.Has(JobFlags.MustStart);
        if (mustStart && _maxJobs is { } most && _running.Count >= most)
        {
            Conclude(job, new RejectReason.GroupFull(GroupKey.All, _running.Count, most), now);
            return true;
        }

        bool first = !job.Has(JobFlags.Asking) || job.Has(JobFlags.HeldBack);
        if (first && IsHeldBack(job)) return false;
        if (!mustStart) return TryQueue(job, now);
        if (_maxJobs is { } limit && _running.Count + ReadyBefore(job) >= limit)
        {
            Conclude(job, new RejectReason.GroupFull(GroupKey.All, _running.Count, limit), now);
            return true;
        }

        JobGroup? full = null;
        GroupVerdict verdict = job.Ticket is null ? GroupVerdict.Open : _groups.Decide(job, out full);
        if (verdict == GroupVerdict.Asking) return false;
        Conclude(job, verdict == GroupVerdict.Full ? GroupLimits.Refusal(full!) : null, now);
        return true;
    }

    // A job that waits in the queue or, where there are no places, starts now.
    private bool TryQueue(JobReference job, long now)
    {
        int capacity = _options.QueueCapacity!.Value;
        bool behindDoor = _door.First is { } first && first.Order < job.Order;
        bool taken = !behindDoor && (Queued < capacity || CanStartNow(job, now));
        if (!taken && !behindDoor && job.Ticket is not null && MightStartNow(job, now)
            && _groups.Decide(job, out _) == GroupVerdict.Asking) return false;
        Conclude(job, taken ? null : new RejectReason.QueueFull(Queued, capacity), now);
        return true;
    }

    private void Conclude(JobReference job, RejectReason? refusal, long now)
    {
        StopAsking(job);
        if (refusal is null) Accept(job, now);
        else Reject(job, refusal, now);
    }

    private void StopAsking(JobReference job)
    {
        if (job.Has(JobFlags.Asking))
        {
            ListOf(job).Remove(job);
            job.Flags &= ~(JobFlags.Asking | JobFlags.HeldBack);
        }

        if (job.Ticket is { Asks: true }) _groups.Unask(job, _epochs.Current.Ready);
    }

    // Decides those whose answers came, one after the other, and then tells the lenders what this turn has changed.
    private void SettleGroups(long now)
    {
        do
        {
            while (_groups.NextToReview() is { } group) DecideAskers(group, now);
            Pump(now);
            DecideHeld(now);
        }
        while (_groups.ReleaseHolders(_epochs.Current.Ready) | _groups.PayDebts(_epochs.Current.Ready));
        _groups.AskLenders();
    }

    // In order, up to the first who has to wait for more answers: those behind him asked later.
    private void DecideAskers(JobGroup group, long now)
    {
        while (group.FirstAsker is { } job && job.Has(JobFlags.Asking) && TryDecide(job, now))
        {
            Pump(now);
            TellAllDependents(now);
        }
    }

    private List<JobReference> JobsOf(GroupKey group)
    {
        List<JobReference> jobs = WaitingJobs();
        for (JobReference? job = _running.First; job is not null; job = job.Next) jobs.Add(job);
        if (!group.IsAll) jobs.RemoveAll(job => !job.Settings.Groups.Contains(group));
        return jobs;
    }
}
