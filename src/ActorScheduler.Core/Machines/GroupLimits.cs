namespace ActorScheduler.Machines;

/// <summary>
/// Jobs in several groups, each with a limit: a job enters all of its groups or none (POOL-18), and waits without
/// holding any.
/// </summary>
/// <remarks>
/// Fairness. Each group has one line, in order. A job that cannot enter stands in the line of the first group without
/// room, so others pass it only in groups that it does not wait for. Each time a group gets room, the head of its line
/// tries again.
/// A job of several groups that was passed <see cref="MaxPasses"/> times in any of them gets reservations: no younger
/// job enters any of its groups before it. Reservations go by age and nobody holds a place while waiting, so there is
/// no deadlock; those of a job with a paused group rest until the pause ends.
/// Costs: O(number of the job's groups) for a job that enters; a logarithm more for one that waits.
/// </remarks>
internal sealed class GroupLimits
{
    /// <summary>How often a job of several groups may be passed before its groups are kept for it.</summary>
    public const int MaxPasses = 16;

    private readonly Dictionary<GroupKey, JobGroup> _groups = [];

    /// <summary>How many groups are remembered: those with a limit or with a job.</summary>
    public int Count => _groups.Count;

    public int? GetLimit(GroupKey key) => _groups.TryGetValue(key, out JobGroup? group) ? group.Limit : null;

    public int GetCount(GroupKey key) => _groups.TryGetValue(key, out JobGroup? group) ? group.Held : 0;

    public IEnumerable<JobGroup> All() => _groups.Values;

    /// <summary>
    /// Sets or clears a limit. Nobody inside is stopped (POOL-9); who has room now is put on the ready queue (POOL-10).
    /// </summary>
    public void SetLimit(GroupKey key, int? limit, AdmissionQueue ready)
    {
        Ensure.That(limit is null or >= 0, "A limit is not negative.");
        JobGroup group = Find(key);
        group.Limit = limit;
        Wake(group, ready);
        // A pause puts reservations to rest, its end brings them back: who stands behind them looks again.
        foreach (JobReference job in group.Reservations.ToArray()) WakeAll(job.Extra.Ticket!, ready);
        Forget(group);
    }

    /// <summary>Gives a job its ticket.</summary>
    public void Register(JobReference job)
    {
        IReadOnlyList<GroupKey> keys = job.Settings.Groups;
        var groups = new JobGroup[keys.Count];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i] = Find(keys[i]);
            groups[i].Tickets++;
        }

        job.Extra.Ticket = new GroupTicket(groups);
    }

    /// <summary>True when the job could enter all its groups now, with nobody before it.</summary>
    public bool HasRoom(JobReference job) => FirstClosed(job, job.Extras!.Ticket!) is null;

    /// <summary>Lets the job into all its groups, or puts it in line for the first without room.</summary>
    public bool TryEnter(JobReference job, AdmissionQueue ready)
    {
        GroupTicket ticket = job.Extras!.Ticket!;
        Ensure.That(!ticket.Inside && ticket.ParkedAt is null, "A job enters once, and from the ready queue.");
        JobGroup? wokenBy = TakeWake(ticket);
        if (FirstClosed(job, ticket) is { } closed)
        {
            Park(job, ticket, closed);
            if (wokenBy is not null) Wake(wokenBy, ready);
            return false;
        }

        ticket.Inside = true;
        foreach (JobGroup group in ticket.Groups)
        {
            group.Held++;
            group.Starts++;
            Ensure.That(group.Limit is not { } limit || group.Held <= limit,
                "No group has more jobs inside than its limit.");
            CountPass(job, group);
        }

        Unreserve(job, ticket, ready);
        return true;
    }

    /// <summary>Takes an ended attempt out of its groups, once, and lets the next in line try.</summary>
    public void Leave(JobReference job, AdmissionQueue ready)
    {
        GroupTicket ticket = job.Extras!.Ticket!;
        Ensure.That(ticket.Inside, "Only who is inside leaves.");
        ticket.Inside = false;
        ticket.StartsBefore = -1;
        foreach (JobGroup group in ticket.Groups)
        {
            group.Held--;
            Ensure.That(group.Held >= 0, "No more leave a group than entered.");
            Wake(group, ready);
        }
    }

    /// <summary>Takes a job that will not start out of every line; true when it stood in one.</summary>
    public bool Withdraw(JobReference job, AdmissionQueue ready)
    {
        GroupTicket ticket = job.Extras!.Ticket!;
        bool parked = ticket.ParkedAt is not null;
        if (parked) Unpark(job, ticket);
        Unreserve(job, ticket, ready);
        if (TakeWake(ticket) is { } group) Wake(group, ready);
        return parked;
    }

    /// <summary>
    /// The job has ended: its ticket is taken back, and groups without limit or ticket are forgotten (POOL-14).
    /// </summary>
    public void Unregister(JobReference job)
    {
        foreach (JobGroup group in job.Extras!.Ticket!.Groups)
        {
            group.Tickets--;
            Forget(group);
        }

        job.Extras.Ticket = null;
    }

    /// <summary>Why the job stands in line; null when it does not.</summary>
    public HoldReason? Why(JobReference job)
    {
        if (job.Extras?.Ticket?.ParkedAt is not { } group) return null;
        bool full = group.Room == 0;
        return new HoldReason.Group(group.Key, group.Held, full ? group.Limit : null);
    }

    private static JobGroup? FirstClosed(JobReference job, GroupTicket ticket)
    {
        foreach (JobGroup group in ticket.Groups)
        {
            if (group.Room == 0 || IsKeptForOlder(job, group)) return group;
            if (group.Line.First is { } head && JobOrder.Precedes(head, job) && group.Room <= group.Woken) return group;
        }

        return null;
    }

    private static bool IsKeptForOlder(JobReference job, JobGroup group)
    {
        foreach (JobReference keeper in group.Reservations)
        {
            if (keeper == job || !JobOrder.Precedes(keeper, job)) return false;
            if (!keeper.Extras!.Ticket!.IsPaused) return true;
        }

        return false;
    }

    private static void Park(JobReference job, GroupTicket ticket, JobGroup at)
    {
        ticket.ParkedAt = at;
        at.Line.Add(job);
        if (ticket.Groups.Length == 1) return;
        if (ticket.StartsBefore < 0) ticket.StartsBefore = ticket.StartsSeen;
        foreach (JobGroup group in ticket.Groups)
        {
            if (group != at) group.Bystanders.Add(job);
        }
    }

    private static void Unpark(JobReference job, GroupTicket ticket)
    {
        ticket.ParkedAt!.Line.Remove(job);
        ticket.ParkedAt = null;
        if (ticket.Groups.Length == 1) return;
        foreach (JobGroup group in ticket.Groups) group.Bystanders.Remove(job);
    }

    private static JobGroup? TakeWake(GroupTicket ticket)
    {
        JobGroup? group = ticket.WokenBy;
        if (group is null) return null;
        ticket.WokenBy = null;
        group.Woken--;
        return group;
    }

    // Somebody entered the group: the oldest of those who need it and stand elsewhere was passed.
    private static void CountPass(JobReference entered, JobGroup group)
    {
        if (group.Bystanders.Min is not { } oldest || !JobOrder.Precedes(oldest, entered)) return;
        GroupTicket ticket = oldest.Extras!.Ticket!;
        if (ticket.Reserved || ticket.StartsSeen - ticket.StartsBefore < MaxPasses) return;
        ticket.Reserved = true;
        foreach (JobGroup kept in ticket.Groups) kept.Reservations.Add(oldest);
    }

    private static void Unreserve(JobReference job, GroupTicket ticket, AdmissionQueue ready)
    {
        if (!ticket.Reserved) return;
        ticket.Reserved = false;
        foreach (JobGroup group in ticket.Groups) group.Reservations.Remove(job);
        WakeAll(ticket, ready);
    }

    private static void WakeAll(GroupTicket ticket, AdmissionQueue ready)
    {
        foreach (JobGroup group in ticket.Groups) Wake(group, ready);
    }

    // As many heads of the line as have room try again; those behind a reservation stay.
    private static void Wake(JobGroup group, AdmissionQueue ready)
    {
        while (group.Line.First is { } head && group.Room > group.Woken && !IsKeptForOlder(head, group))
        {
            GroupTicket ticket = head.Extras!.Ticket!;
            Unpark(head, ticket);
            ticket.WokenBy = group;
            group.Woken++;
            ready.Add(head);
        }
    }

    private JobGroup Find(GroupKey key)
    {
        if (!_groups.TryGetValue(key, out JobGroup? group)) _groups.Add(key, group = new JobGroup(key));
        return group;
    }

    private void Forget(JobGroup group)
    {
        if (group.Tickets == 0 && group.Limit is null) _groups.Remove(group.Key);
    }
}
