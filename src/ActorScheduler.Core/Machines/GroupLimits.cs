namespace ActorScheduler.Machines;

/// <summary>
/// Jobs in several groups, each with a limit: a job enters all of its groups or none (POOL-18), and waits without
/// holding any.
/// </summary>
/// <remarks>
/// Fairness. Each group has one line, in order. A job that cannot enter stands in the line of the first group without
/// room, so others pass it only in groups that it does not wait for. Each time a group gets room, the head of its line
/// tries again.
/// A job of several groups that was passed <see cref="MaxPasses"/> times in groups with a limit gets reservations: no
/// younger job enters any of those before it. Reservations go by age and nobody holds a place while waiting, so there
/// is no deadlock.
/// A job with a paused group stands in the line of that group and nowhere else, and keeps nothing from anybody.
/// Costs: O(number of the job's groups) for a job that enters; a logarithm more for one that waits. Starting and ending
/// a pause lets every job of several groups that needs the group look again.
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
        bool moves = group.IsPaused != (limit == 0) || group.IsLimited != (limit is not null);
        group.Limit = limit;
        if (moves) LookAgain(group, ready);
        Wake(group, ready);
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
        ticket.Passes = 0;
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

    // A paused group before any other: who waits for the end of a pause must not be in anybody's way meanwhile.
    private static JobGroup? FirstClosed(JobReference job, GroupTicket ticket)
    {
        JobGroup? closed = null;
        foreach (JobGroup group in ticket.Groups)
        {
            if (group.IsPaused) return group;
            if (closed is null && IsClosedTo(job, group)) closed = group;
        }

        return closed;
    }

    // Nobody passes the head of a line: it was sent to try before when there was room for it.
    private static bool IsClosedTo(JobReference job, JobGroup group) =>
        group.Room == 0 || IsKeptForOlder(job, group) || (group.Line.First is { } head && JobOrder.Precedes(head, job));

    /// <summary>
    /// True when the head of the line should have been sent to try, and was not: for the check of invariants.
    /// </summary>
    public bool Sleeps(JobGroup group) =>
        group.Line.First is { } head && group.Room > group.Woken && !IsKeptForOlder(head, group);

    private static bool IsKeptForOlder(JobReference job, JobGroup group) =>
        group.Reservations.Min is { } keeper && JobOrder.Precedes(keeper, job);

    private static void Park(JobReference job, GroupTicket ticket, JobGroup at)
    {
        ticket.ParkedAt = at;
        at.Line.Add(job);
        if (ticket.Groups.Length == 1 || ticket.Reserved || at.IsPaused) return;
        foreach (JobGroup group in ticket.Groups)
        {
            if (group != at && group.IsLimited) group.Bystanders.Add(job);
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

    // Somebody entered the group: the oldest of those who need it and stand elsewhere was passed. It counts for that
    // one only, so a job may be passed as often for each older one; once it has its reservations it need not be counted
    // any more.
    private static void CountPass(JobReference entered, JobGroup group)
    {
        if (group.Bystanders.Min is not { } oldest || !JobOrder.Precedes(oldest, entered)) return;
        GroupTicket ticket = oldest.Extras!.Ticket!;
        ticket.Passes++;
        if (ticket.Passes < MaxPasses) return;
        ticket.Reserved = true;
        foreach (JobGroup kept in ticket.Groups)
        {
            kept.Bystanders.Remove(oldest);
            if (kept.IsLimited) kept.Reservations.Add(oldest);
        }
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

    // A pause or a limit began or ended: jobs of several groups may have to stand elsewhere, and keep other groups than
    // before.
    private static void LookAgain(JobGroup group, AdmissionQueue ready)
    {
        IEnumerable<JobReference> inLine = group.Line.All().Where(static j => j.Extras!.Ticket!.Groups.Length > 1);
        foreach (JobReference job in (JobReference[])[.. inLine, .. group.Bystanders, .. group.Reservations])
        {
            GroupTicket ticket = job.Extras!.Ticket!;
            Unreserve(job, ticket, ready);
            if (ticket.ParkedAt is null) continue;
            Unpark(job, ticket);
            ready.Add(job);
        }
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
