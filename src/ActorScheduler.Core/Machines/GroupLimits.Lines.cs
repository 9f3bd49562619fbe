namespace ActorScheduler.Machines;

/// <content>Lines before groups without room: standing, being sent to try, being passed, and reservations.</content>
internal sealed partial class GroupLimits
{
    private void Park(JobReference job, JobGroup at)
    {
        GroupTicket ticket = OwnTicket(job);
        ticket.ParkedAt = at;
        at.Line.Add(job);
        if (at.Loan is { } loan) Mark(at, loan);
        if (ticket.Groups.Length == 1 || ticket.Reserved || at.IsPaused) return;
        foreach (JobGroup group in ticket.Groups)
        {
            if (group != at && group.IsLimited) group.Bystanders.Add(job);
        }
    }

    private void Unpark(JobReference job, GroupTicket ticket)
    {
        JobGroup at = ticket.ParkedAt!;
        at.Line.Remove(job);
        if (at.Loan is { } loan) Mark(at, loan);
        ticket.ParkedAt = null;
        if (ticket.Groups.Length == 1) return;
        foreach (JobGroup group in ticket.Groups) group.Bystanders.Remove(job);
    }

    private JobGroup? TakeWake(GroupTicket ticket)
    {
        JobGroup? group = ticket.WokenBy;
        if (group is null) return null;
        ticket.WokenBy = null;
        group.Woken--;
        if (group.Loan is { } loan) Mark(group, loan);
        return group;
    }

    // Somebody entered the group: the oldest of those who need it and stand elsewhere was passed. It counts for that
    // one only, so a job may be passed as often for each older one; once it has its reservations it need not be counted
    // any more.
    private void CountPass(JobReference entered, JobGroup group)
    {
        if (group.FirstBystander is not { } oldest || !JobOrder.Precedes(oldest, entered)) return;
        Pass(oldest, oldest.Ticket!);
    }

    private void Pass(JobReference job, GroupTicket ticket)
    {
        ticket.Passes++;
        if (ticket.Passes < MaxPasses || ticket.Reserved) return;
        ticket.Reserved = true;
        foreach (JobGroup kept in ticket.Groups)
        {
            kept.Bystanders.Remove(job);
            if (kept.IsLimited) kept.Reservations.Add(job);
            if (kept.Loan is { } loan) Mark(kept, loan);
        }
    }

    private void Unreserve(JobReference job, GroupTicket ticket, AdmissionQueue ready)
    {
        if (!ticket.Reserved) return;
        ticket.Reserved = false;
        foreach (JobGroup group in ticket.Groups)
        {
            group.Reservations.Remove(job);
            if (group.Loan is { } loan) Mark(group, loan);
        }

        WakeAll(ticket, ready);
    }

    private void WakeAll(GroupTicket ticket, AdmissionQueue ready)
    {
        foreach (JobGroup group in ticket.Groups) Wake(group, ready);
    }

    // A pause or a limit began or ended: jobs of several groups may have to stand elsewhere, and keep other groups than
    // before.
    private void LookAgain(JobGroup group, AdmissionQueue ready)
    {
        IEnumerable<JobReference> inLine = group.Line.All().Where(static j => j.Ticket!.Groups.Length > 1);
        foreach (JobReference job in (JobReference[])[.. inLine, .. group.Bystanders, .. group.Reservations])
        {
            GroupTicket ticket = job.Ticket!;
            Unreserve(job, ticket, ready);
            if (ticket.ParkedAt is null) continue;
            Unpark(job, ticket);
            ready.Add(job);
        }
    }

    // As many heads of the line as have room try again; those behind a reservation stay.
    private void Wake(JobGroup group, AdmissionQueue ready)
    {
        while (group.FirstInLine is { } head && MayTry(head, group))
        {
            GroupTicket ticket = head.Ticket!;
            Unpark(head, ticket);
            ticket.WokenBy = group;
            group.Woken++;
            ready.Add(head);
        }
    }
}
