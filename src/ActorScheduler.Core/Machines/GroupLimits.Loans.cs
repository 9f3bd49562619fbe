namespace ActorScheduler.Machines;

/// <content>
/// Groups whose limit belongs to the node: permits are borrowed from the group's lender and kept for the next job, so
/// that the usual admission needs nobody else. What is lacking is asked for once a turn; what another user waits for is
/// given back.
/// </content>
internal sealed partial class GroupLimits
{
    private readonly List<JobGroup> _marked = [];
    private bool _departed;

    /// <summary>True when a lender may have to be told something, or an asker be decided.</summary>
    public bool HasNews => _marked.Count > 0 || _review.Count > 0;

    /// <summary>The node set a group's limit, or set it anew.</summary>
    /// <param name="key">The group.</param>
    /// <param name="terms">Its terms.</param>
    /// <param name="joins">True when the lender must hear what is held here before it lends.</param>
    /// <param name="ready">Gets the jobs that may try.</param>
    public void SetTerms(GroupKey key, GroupTerms terms, bool joins, AdmissionQueue ready)
    {
        if (_departed || !_groups.TryGetValue(key, out JobGroup? group))
        {
            if (joins) Tell(terms.Lender, new GroupReport(_departed ? GroupReportKind.Depart : GroupReportKind.Join));
            return;
        }

        (bool, bool) before = (group.IsPaused, group.IsLimited);
        if (group.Loan is { } known && known.Terms.Lender == terms.Lender)
        {
            if (known.Terms.Version < terms.Version) known.Terms = terms;
            if (joins) Tell(terms.Lender, new GroupReport(GroupReportKind.Join, known.Share, group.Held));
            else GiveBack(group, known, known.Share - group.Held, number: 0);
            Mark(group, known);
        }
        else if (joins && (group.Loan is null || group.Loan.Terms.Version < terms.Version))
        {
            ForgetLender(group);
            group.Loan = new GroupLoan(terms) { Share = group.Held };
            Tell(terms.Lender, new GroupReport(GroupReportKind.Join, group.Held, group.Held));
            Mark(group, group.Loan);
        }

        Changed(group, before, ready);
    }

    /// <summary>
    /// The node cleared a group's limit: its permits are worth nothing any more, and nobody needs one.
    /// </summary>
    public void ClearTerms(GroupKey key, object lender, AdmissionQueue ready)
    {
        if (!_groups.TryGetValue(key, out JobGroup? group) || group.Loan?.Terms.Lender != lender) return;
        (bool, bool) before = (group.IsPaused, group.IsLimited);
        ForgetLender(group);
        group.Loan = null;
        Changed(group, before, ready);
        Forget(group);
    }

    /// <summary>A group's lender grants permits or wants some back.</summary>
    public void Receive(GroupKey key, object lender, in GroupOrder order, AdmissionQueue ready)
    {
        // What was on its way when this user left is the group's already.
        if (_departed || !_groups.TryGetValue(key, out JobGroup? group)) return;
        if (group.Loan is not { } loan || loan.Terms.Lender != lender) return;
        if (order.IsRecall)
        {
            loan.Debt = (int)Math.Max(0, order.Count - (loan.Returned - order.Returned));
            loan.DebtAge = order.Age;
            if (order.Number != 0) loan.Reply = order.Number;
        }
        else
        {
            loan.Share += order.Count;
            loan.Received += order.Count;
            loan.Told = Math.Max(0, loan.Told - order.Count);
            loan.Fresh = true;
            loan.HeldByAll = order.Held;
            if (order.Number != 0) loan.Answered = order.Number;
            if (order.Prompt != 0) group.Heard = order.Prompt;
        }

        Mark(group, loan);
        Wake(group, ready);
        Review(group);
    }

    /// <summary>
    /// Gives back what others wait for. True when something was: whoever stood behind that debt may try, or be decided.
    /// </summary>
    public bool PayDebts(AdmissionQueue ready)
    {
        bool paid = false;
        for (int i = 0; i < _marked.Count; i++)
        {
            JobGroup group = _marked[i];
            if (group.Loan is not { } loan || (loan.Debt == 0 && loan.Reply == 0)) continue;
            int debt = loan.Debt;
            PayBack(group, loan);
            if (loan.Debt == debt) continue;
            paid = true;
            Wake(group, ready);
            Review(group);
        }

        return paid;
    }

    /// <summary>Asks the lenders for what is lacking. Called once at the end of a turn.</summary>
    public void AskLenders()
    {
        foreach (JobGroup group in _marked)
        {
            if (group.Loan is not { } loan) continue;
            loan.Dirty = false;
            Request(group, loan);
        }

        _marked.Clear();
    }

    /// <summary>The user is gone: all its permits are free but those of what runs on.</summary>
    public void Depart(LeftAttempts? left = null)
    {
        _departed = true;
        _marked.Clear();
        foreach (JobGroup group in _groups.Values)
        {
            if (group.Loan is { } loan) Tell(loan.Terms.Lender, LeftAttempts.Report(left, group.Key));
        }
    }

    /// <summary>An attempt that ran on after its user was gone has ended: its permits are free.</summary>
    public void LeaveLast(JobReference job, LeftAttempts left)
    {
        foreach (GroupKey key in job.Settings.Groups)
        {
            // Whoever lends the group now: one that did before has no use for the news, and one that comes will ask.
            if (directory?.Find(key) is { } terms) Tell(terms.Lender, LeftAttempts.Report(left, key));
        }
    }

    // Another user waits for the permit, and its job has waited longer.
    private static bool Owes(JobReference job, JobGroup group) =>
        group.Loan is { Debt: > 0 } loan && loan.DebtAge.Precedes(GroupAge.Of(job));

    private void Mark(JobGroup group, GroupLoan loan)
    {
        if (loan.Dirty) return;
        loan.Dirty = true;
        _marked.Add(group);
    }

    private void PayBack(JobGroup group, GroupLoan loan)
    {
        int idle = loan.Share - group.Held;
        int spare = Math.Max(0, idle - KeptFromOthers(group, loan));
        // Half of what lies idle at least, so that two who use a group in turn do not have to ask for each permit.
        int count = loan.Debt == 0 ? 0 : Math.Min(spare, Math.Max(loan.Debt, spare / 2));
        if (count == 0 && loan.Reply == 0) return;
        loan.Debt = Math.Max(0, loan.Debt - count);
        GiveBack(group, loan, count, loan.Reply);
        loan.Reply = 0;
        if (count > 0 && group.FirstBystander is { } passed && GroupAge.Of(passed).Precedes(loan.DebtAge))
            Pass(passed, passed.Ticket!);
    }

    private void GiveBack(JobGroup group, GroupLoan loan, int count, long number)
    {
        loan.Share -= count;
        loan.Returned += count;
        Ensure.That(loan.Share >= group.Held, "A permit in use is not given back.");
        if (count == 0 && number == 0) return;
        Tell(loan.Terms.Lender, new GroupReport(GroupReportKind.Return, count, group.Held, number));
    }

    // Idle permits stay for those who come before whoever asks, and were passed too often or ask here themselves: a
    // permit that was given back would be asked for at once. Loops, here and below: functions that capture would cost
    // an object in every turn.
    private static int KeptFromOthers(JobGroup group, GroupLoan loan)
    {
        int kept = 0;
        if (group.FirstReservation is not null)
        {
            foreach (JobReference job in group.Reservations)
            {
                if (GroupAge.Of(job).Precedes(loan.DebtAge)) kept++;
            }
        }

        if (group.FirstAsker is null) return kept;
        foreach (JobReference job in group.Askers)
        {
            if (!job.Ticket!.Reserved && GroupAge.Of(job).Precedes(loan.DebtAge)) kept++;
        }

        return kept;
    }

    private void Request(JobGroup group, GroupLoan loan)
    {
        (int wanted, GroupAge age) = Wanted(group, loan);
        bool urgent = loan.Urgent && loan.Asked == loan.Answered;
        bool changed = wanted == 0 ? loan.Told > 0 : loan.Told == 0 || loan.Fresh || age.Precedes(loan.ToldAge);
        loan.Fresh = false;
        loan.Ahead = false;
        if (!urgent && !changed && !loan.Prompt) return;
        if (urgent)
        {
            loan.Urgent = false;
            loan.Asked++;
        }

        loan.Told = wanted;
        loan.ToldAge = age;
        Tell(loan.Terms.Lender, new GroupReport(GroupReportKind.Request, wanted, group.Held, urgent ? loan.Asked : 0)
        {
            Age = age, Received = loan.Received, Urgent = urgent, Prompt = loan.Prompt ? group.Prompts : 0,
        });
        loan.Prompt = false;
    }

    // How many more, and who the first of those is for whom there is none yet. It must be no other's age: one that is
    // served already would get permits for those behind it again and again, which they have to give back each time.
    private static (int Wanted, GroupAge Age) Wanted(JobGroup group, GroupLoan loan)
    {
        int outside = group.Tickets - group.Held;
        int idle = Math.Max(0, loan.Share - group.Held - group.Woken);
        // While somebody who was sent to try has no slot, nobody behind him would get one: more permits would lie idle.
        bool line = group.Woken == 0 && group.FirstInLine is { } head && !IsKeptForOlder(head, group);
        int wanted = line ? group.LineCount : 0;
        JobReference? first = line ? group.FirstInLine : null;
        if (group.FirstAsker is { } asker)
        {
            // Who holds the line has others behind him, and what they need comes with the same answer.
            wanted += idle == 0 ? Math.Min(outside, loan.Terms.Limit) : group.Askers.Count;
            first = Earlier(first, asker);
        }

        if (group.FirstReservation is not null)
        {
            foreach (JobReference keeper in group.Reservations)
            {
                if (!WantsElsewhere(keeper, group)) continue;
                wanted++;
                first = Earlier(first, keeper);
            }
        }

        if (loan.Ahead && idle == 0) wanted = Math.Max(wanted, Math.Min(outside, loan.Terms.Limit));
        wanted = Math.Max(0, Math.Min(wanted, outside) - idle);
        if (wanted > 0 && idle > 0) first = Unserved(group, line, idle);
        return (wanted, first is null ? GroupAge.Youngest : GroupAge.Of(first));
    }

    private static JobReference Earlier(JobReference? one, JobReference other) =>
        one is null || JobOrder.Precedes(other, one) ? other : one;

    // One that stands in line here, was sent to try or asks is counted there.
    private static bool WantsElsewhere(JobReference keeper, JobGroup group)
    {
        GroupTicket ticket = keeper.Ticket!;
        if (ticket.ParkedAt == group || ticket.WokenBy == group) return false;
        return group.FirstAsker is null || !group.Askers.Contains(keeper);
    }

    // The first for whom none of the idle permits is left.
    private static JobReference? Unserved(JobGroup group, bool line, int idle)
    {
        List<JobReference> jobs = line ? [.. group.Line.All().Take(idle + 1)] : [];
        if (group.FirstAsker is not null) jobs.AddRange(group.Askers);
        if (group.FirstReservation is not null)
            jobs.AddRange(group.Reservations.Where(keeper => WantsElsewhere(keeper, group)));
        jobs.Sort(JobOrder.Instance);
        return jobs.ElementAtOrDefault(idle);
    }

    // What it was sent to try for is gone again: others of the node had it first. That counts as having been passed.
    private void CountVainWake(JobReference job, GroupTicket ticket, JobGroup closed, JobGroup? wokenBy)
    {
        if (closed == wokenBy && closed.Loan is { } loan && loan.Share < loan.Terms.Limit) Pass(job, ticket);
    }

    // Limits changed: who stands may have to stand elsewhere, who asks may have to ask another, and there may be room.
    private void Changed(JobGroup group, (bool Paused, bool Limited) before, AdmissionQueue ready)
    {
        if (before != (group.IsPaused, group.IsLimited)) LookAgain(group, ready);
        Wake(group, ready);
        Review(group);
    }

    private void Tell(object lender, in GroupReport report) =>
        effects!.Add(EffectKind.TellGroup, new GroupLetter(lender, report));
}
