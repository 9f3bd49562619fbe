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
/// <param name="effects">Gets what the lenders of groups are to be told.</param>
/// <param name="directory">Knows which groups of the node have a limit; null when all limits are set here.</param>
/// <param name="fallback">The limit of any group without its own; null for none.</param>
internal sealed partial class GroupLimits(
    EffectBuffer? effects = null, IGroupDirectory? directory = null, int? fallback = null)
{
    /// <summary>How often a job of several groups may be passed before its groups are kept for it.</summary>
    public const int MaxPasses = 16;

    private readonly Dictionary<GroupKey, JobGroup> _groups = [];
    private readonly SharedTickets _shared = new();

    /// <summary>How many groups are remembered: those with a limit or with a job.</summary>
    public int Count => _groups.Count;

    public int? GetLimit(GroupKey key) => _groups.TryGetValue(key, out JobGroup? group) ? group.StatedLimit : null;

    public int GetCount(GroupKey key) => _groups.TryGetValue(key, out JobGroup? group) ? group.Held : 0;

    public IEnumerable<JobGroup> All() => _groups.Values;

    /// <summary>
    /// Sets or clears a limit. Nobody inside is stopped (POOL-9); who has room now is put on the ready queue (POOL-10).
    /// </summary>
    public void SetLimit(GroupKey key, int? limit, AdmissionQueue ready)
    {
        Ensure.That(limit is null or >= 0, "A limit is not negative.");
        JobGroup group = Find(key);
        (bool, bool) before = (group.IsPaused, group.IsLimited);
        group.Limit = limit;
        Changed(group, before, ready);
        Forget(group);
    }

    /// <summary>Gives a job its ticket.</summary>
    public void Register(JobReference job)
    {
        GroupTicket ticket = FindTicket(job.Settings.Groups);
        foreach (JobGroup group in ticket.Groups) group.Tickets++;
        job.Ticket = ticket;
    }

    /// <summary>True when the job could enter all its groups now, with nobody before it.</summary>
    public static bool HasRoom(JobReference job) => FirstClosed(job) is null;

    /// <summary>Lets the job into all its groups, or puts it in line for the first without room.</summary>
    public bool TryEnter(JobReference job, AdmissionQueue ready) => TryEnter(job, FirstClosed(job), ready);

    /// <summary>As <see cref="TryEnter(JobReference, AdmissionQueue)"/>, when it is known who is closed.</summary>
    public bool TryEnter(JobReference job, JobGroup? closed, AdmissionQueue ready)
    {
        GroupTicket ticket = job.Ticket!;
        Ensure.That(ticket.ParkedAt is null, "A job enters from the ready queue.");
        JobGroup? wokenBy = TakeWake(ticket);
        if (closed is not null)
        {
            Park(job, closed);
            Unask(job, ready);
            if (closed.Loan is not null) CountVainWake(job, job.Ticket!, closed, wokenBy);
            if (wokenBy is not null) Wake(wokenBy, ready);
            return false;
        }

        foreach (JobGroup group in ticket.Groups)
        {
            group.Held++;
            Ensure.That(group.Cap is not { } cap || group.Held <= cap, "No group has more jobs inside than its limit.");
            CountPass(job, group);
        }

        Unreserve(job, ticket, ready);
        Unask(job, ready);
        return true;
    }

    /// <summary>Takes an ended attempt out of its groups, once, and lets the next in line try.</summary>
    public void Leave(JobReference job, AdmissionQueue ready)
    {
        GroupTicket ticket = job.Ticket!;
        if (ticket.Passes > 0) ticket.Passes = 0;
        foreach (JobGroup group in ticket.Groups)
        {
            group.Held--;
            Ensure.That(group.Held >= 0, "No more leave a group than entered.");
            Wake(group, ready);
            if (group.Loan is { Debt: > 0 } loan) Mark(group, loan);
        }
    }

    /// <summary>Takes a job that will not start out of every line; true when it stood in one.</summary>
    public bool Withdraw(JobReference job, AdmissionQueue ready)
    {
        GroupTicket ticket = job.Ticket!;
        bool parked = ticket.ParkedAt is not null;
        if (parked) Unpark(job, ticket);
        Unreserve(job, ticket, ready);
        Unask(job, ready);
        if (TakeWake(ticket) is { } group) Wake(group, ready);
        return parked;
    }

    /// <summary>
    /// The job has ended: its ticket is taken back, and groups without limit or ticket are forgotten (POOL-14).
    /// </summary>
    public void Unregister(JobReference job)
    {
        foreach (JobGroup group in job.Ticket!.Groups)
        {
            group.Tickets--;
            Forget(group);
        }

        job.Ticket = null;      // a handle that is kept must not keep what only groups needed
    }

    /// <summary>Why the job stands in line, or holds it; null when it does neither.</summary>
    public static HoldReason? Why(JobReference job)
    {
        if (job.Ticket is not { } ticket) return null;
        JobGroup? lacking = IsInFlight(job) ? Array.Find(ticket.Groups, static g => g.Room == 0) : null;
        if ((ticket.ParkedAt ?? lacking) is not { } group) return null;
        bool full = group.Room == 0;
        // The permits that are not here are with others, or on their way.
        int held = full && group.Loan is not null ? Math.Max(group.Held, group.StatedLimit!.Value) : group.Held;
        return new HoldReason.Group(group.Key, held, full ? group.StatedLimit : null);
    }

    /// <summary>The group in whose line the job has to stand now; null when it can enter all.</summary>
    /// <remarks>
    /// A paused group before any other: who waits for the end of a pause must not be in anybody's way meanwhile. And
    /// where there is a line rather than where a permit may yet come.
    /// </remarks>
    public static JobGroup? FirstClosed(JobReference job)
    {
        JobGroup? closed = null;
        foreach (JobGroup group in job.Ticket!.Groups)
        {
            if (group.IsPaused) return group;
            if (IsClosedTo(job, group) && (closed is null || (MayBeGranted(job, closed) && !MayBeGranted(job, group))))
                closed = group;
        }

        return closed;
    }

    // Nobody passes the head of a line: it was sent to try before when there was room for it.
    private static bool IsClosedTo(JobReference job, JobGroup group) =>
        group.Room == 0 || IsKeptForOlder(job, group) || Owes(job, group)
        || (group.FirstInLine is { } head && JobOrder.Precedes(head, job));

    /// <summary>
    /// True when the head of the line should have been sent to try, and was not: for the check of invariants.
    /// </summary>
    public bool Sleeps(JobGroup group) => group.FirstInLine is { } head && MayTry(head, group);

    private static bool MayTry(JobReference head, JobGroup group) =>
        group.Room > group.Woken && !IsKeptForOlder(head, group) && !Owes(head, group);

    private static bool IsKeptForOlder(JobReference job, JobGroup group) =>
        (group.FirstReservation is { } keeper && JobOrder.Precedes(keeper, job))
        || IsBehindAsker(job, group);

    private static bool IsBehindAsker(JobReference job, JobGroup group) =>
        group.FirstAsker is { } asker && group.IsLimited && JobOrder.Precedes(asker, job);

    private GroupTicket FindTicket(IReadOnlyList<GroupKey> keys)
    {
        if (_shared.Find(keys) is { } known) return known;
        var groups = new JobGroup[keys.Count];
        for (int i = 0; i < groups.Length; i++) groups[i] = Find(keys[i]);
        return _shared.Add(keys, groups);
    }

    // Something is to be noted of this job.
    private static GroupTicket OwnTicket(JobReference job)
    {
        GroupTicket ticket = job.Ticket!;
        if (ticket.IsShared) job.Ticket = ticket = new GroupTicket(ticket.Groups);
        return ticket;
    }

    private JobGroup Find(GroupKey key)
    {
        if (_groups.TryGetValue(key, out JobGroup? group)) return group;
        _groups.Add(key, group = new JobGroup(key, fallback));
        if (directory?.Find(key) is { } terms) group.Loan = new GroupLoan(terms);
        return group;
    }

    private void Forget(JobGroup group)
    {
        if (group.Tickets > 0 || group.Limit is not null || group.Loan is not null) return;
        group.IsForgotten = _groups.Remove(group.Key);
    }
}
