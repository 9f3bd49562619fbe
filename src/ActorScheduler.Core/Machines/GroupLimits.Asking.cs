namespace ActorScheduler.Machines;

/// <content>
/// Jobs that start now or are refused. When a permit is lacking here, it may lie idle with another user: the lender is
/// asked, and the job is decided when the answer has come. Meanwhile it keeps its place before those that come later.
/// </content>
internal sealed partial class GroupLimits
{
    private readonly Stack<JobGroup> _review = new();

    /// <summary>Whether the job can enter now, cannot, or must wait for what the lenders say.</summary>
    /// <param name="job">A job with a ticket that is not inside.</param>
    /// <param name="full">The group without room, when there is one.</param>
    public GroupVerdict Decide(JobReference job, out JobGroup? full)
    {
        GroupTicket ticket = job.Ticket!;
        var verdict = GroupVerdict.Open;
        full = null;
        for (int i = 0; i < ticket.Groups.Length; i++)
        {
            JobGroup group = ticket.Groups[i];
            if (!group.IsPaused && !IsClosedTo(job, group)) continue;
            if (!MayYetOpen(job, i))
            {
                full = group;
                return GroupVerdict.Full;
            }

            verdict = GroupVerdict.Asking;
        }

        if (verdict == GroupVerdict.Asking) StandAsking(job);
        return verdict;
    }

    /// <summary>
    /// As <see cref="Decide"/> for a job that can wait: true when it can enter now; otherwise permits are asked for.
    /// </summary>
    public bool DecideOrAsk(JobReference job, AdmissionQueue ready)
    {
        if (HasRoom(job)) return true;
        // It cannot start before the pause ends: two such jobs would send one permit to and fro between their users.
        if (Array.Exists(job.Ticket!.Groups, static group => group.IsPaused)) Unask(job, ready);
        else if (!HoldsLine(job)) StandAskingOnce(job, FirstClosed(job)!, ready);
        return false;
    }

    /// <summary>The job asks no more: it enters, or is refused.</summary>
    public void Unask(JobReference job, AdmissionQueue ready)
    {
        GroupTicket ticket = job.Ticket!;
        if (!ticket.Asks) return;
        ticket.Asks = false;
        ticket.Asked = null;
        ticket.Prompted = null;
        if (_holders.Count > 0) _holders.Remove(job);
        foreach (JobGroup group in ticket.Groups)
        {
            if (!group.Askers.Remove(job)) continue;
            if (group.Loan is { } loan) Mark(group, loan);
            Review(group);
            Wake(group, ready);
        }
    }

    /// <summary>The next group in which something changed for those who ask; null when there is none.</summary>
    public JobGroup? NextToReview()
    {
        if (!_review.TryPop(out JobGroup? group)) return null;
        group.InReview = false;
        return group;
    }

    /// <summary>The refusal of a job by a group, with the group's figures.</summary>
    public static RejectReason Refusal(JobGroup full)
    {
        bool others = full.Loan is { } loan && loan.Share < loan.Terms.Limit;
        int held = others ? Math.Max(full.Loan!.HeldByAll, full.Held) : full.Held;
        return new RejectReason.GroupFull(full.Key, held, full.StatedLimit ?? held);
    }

    // False when it is known that the group has no room for the job now.
    private bool MayYetOpen(JobReference job, int index)
    {
        JobGroup group = job.Ticket!.Groups[index];
        bool behindAsker = IsBehindAsker(job, group);
        if (group.Loan is not { } loan) return behindAsker && group.Room > 0;
        if (behindAsker && group.Room > 0) return true;
        if (loan.Share >= loan.Terms.Limit && loan.Share > 0) return false;     // nobody else has any
        GroupTicket ticket = OwnTicket(job);
        long[] asked = ticket.Asked ??= new long[ticket.Groups.Length];
        if (asked[index] != 0) return loan.Answered < asked[index];
        asked[index] = loan.Asked + 1;
        loan.Urgent = true;
        if (IsUnknown(group, loan)) AskPromptly(ticket, index, loan);
        Mark(group, loan);
        return true;
    }

    private void Review(JobGroup group)
    {
        if (group.InReview || group.FirstAsker is null) return;
        group.InReview = true;
        _review.Push(group);
    }

    private void StandAsking(JobReference job)
    {
        GroupTicket ticket = OwnTicket(job);
        ticket.Asks = true;
        foreach (JobGroup group in ticket.Groups)
        {
            // Again each time: a group may have got its limit since.
            if (!group.IsLimited || !group.Askers.Add(job)) continue;
            if (group.Loan is { } loan) Mark(group, loan);
        }
    }

    // As one that stands in line: at the first group without room only. Permits of its other groups are of no use to it
    // before that one has room, and two such jobs would send them to and fro between their users.
    private void StandAskingOnce(JobReference job, JobGroup at, AdmissionQueue ready)
    {
        GroupTicket ticket = OwnTicket(job);
        foreach (JobGroup group in ticket.Groups)
        {
            if (group != at && group.FirstAsker is not null && group.Askers.Contains(job)) Unask(job, ready);
        }

        ticket.Asks = true;
        if (at.IsLimited && at.Askers.Add(job) && at.Loan is { } loan) Mark(at, loan);
    }

    // A lender came or went: what was asked of another does not count.
    private static void ForgetLender(JobGroup group)
    {
        group.Heard = group.Prompts;
        if (group.FirstAsker is null) return;
        foreach (JobReference job in group.Askers)
        {
            GroupTicket ticket = job.Ticket!;
            if (ticket.Asked is { } asked) asked[Array.IndexOf(ticket.Groups, group)] = 0;
        }
    }
}
