namespace ActorScheduler.Machines;

/// <content>
/// Holding the line: between a request for a permit and the lender's first word nobody knows whether the job can
/// start, so that nothing behind it is admitted. The word comes in one turn of the lender. Yes lets the job in, no
/// makes it wait like any other for a full group.
/// </content>
internal sealed partial class GroupLimits
{
    private readonly List<JobReference> _holders = [];

    /// <summary>
    /// True when the job at the head of the queue holds the line: permits for all that it lacks may yet come. Asks for
    /// them when nobody has.
    /// </summary>
    public bool HoldsLine(JobReference job)
    {
        GroupTicket ticket = job.Ticket!;
        bool lacks = false;
        foreach (JobGroup group in ticket.Groups)
        {
            if (!group.IsPaused && !IsClosedTo(job, group)) continue;
            if (!MayBeGranted(job, group)) return false;
            lacks = true;
        }

        if (!lacks) return false;
        for (int i = 0; i < ticket.Groups.Length; i++)
        {
            if (ticket.Groups[i] is { Room: 0, Loan: { } loan }) AskPromptly(OwnTicket(job), i, loan);
        }

        if (!job.Ticket!.Asks) _holders.Add(job);
        StandAsking(job);
        return true;
    }

    /// <summary>True while a lender has not said its first word to what was asked for the job.</summary>
    public static bool IsInFlight(JobReference job)
    {
        if (job.Ticket is not { Prompted: { } prompted } ticket) return false;
        for (int i = 0; i < prompted.Length; i++)
        {
            if (prompted[i] > ticket.Groups[i].Heard) return true;
        }

        return false;
    }

    /// <summary>
    /// Asks for the first permit of the groups of which there is none here, before the job's turn has come.
    /// </summary>
    public void AskAhead(JobReference job)
    {
        foreach (JobGroup group in job.Ticket!.Groups)
        {
            if (group.Loan is not { Share: 0, Told: 0, Ahead: false } loan || group.IsPaused) continue;
            if (!IsUnknown(group, loan) || group.Heard < group.Prompts) continue;
            loan.Ahead = true;
            Number(group, loan);
            Mark(group, loan);
        }
    }

    /// <summary>
    /// Those who have heard and still could not try, for other gates, keep nothing from others any more. True when
    /// there was one.
    /// </summary>
    public bool ReleaseHolders(AdmissionQueue ready)
    {
        bool released = false;
        for (int i = _holders.Count - 1; i >= 0; i--)
        {
            if (IsInFlight(_holders[i])) continue;
            Unask(_holders[i], ready);
            released = true;
        }

        return released;
    }

    // False when it is known that the job has to stand in line.
    private static bool MayBeGranted(JobReference job, JobGroup group)
    {
        if (group.Loan is not { } loan || group.IsPaused || group.Room > 0) return false;
        if (group.FirstInLine is not null || IsKeptForOlder(job, group) || Owes(job, group)) return false;
        return IsUnknown(group, loan);
    }

    // Not when all permits are here, nor when the lender knows what is wanted and has said that there are none.
    private static bool IsUnknown(JobGroup group, GroupLoan loan) =>
        loan.Share < loan.Terms.Limit && (loan.Told == 0 || group.Heard < group.Prompts);

    private void AskPromptly(GroupTicket ticket, int index, GroupLoan loan)
    {
        JobGroup group = ticket.Groups[index];
        // One request that is on its way is enough: its answer says how it stands.
        if (group.Heard == group.Prompts) Number(group, loan);
        (ticket.Prompted ??= new long[ticket.Groups.Length])[index] = group.Prompts;
        Mark(group, loan);
    }

    private static void Number(JobGroup group, GroupLoan loan)
    {
        loan.Prompt = true;
        group.Prompts++;
    }
}
