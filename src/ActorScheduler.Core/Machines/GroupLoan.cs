namespace ActorScheduler.Machines;

/// <summary>A user's side of a group that has a limit: the permits it was lent, and what was said about them.</summary>
internal sealed class GroupLoan(GroupTerms terms)
{
    /// <summary>The group's terms as last heard.</summary>
    public GroupTerms Terms { get; set; } = terms;

    /// <summary>Permits lent to this user, those in use included.</summary>
    public int Share;

    /// <summary>Permits that were granted, ever.</summary>
    public long Received;

    /// <summary>Permits that were given back, ever.</summary>
    public long Returned;

    /// <summary>Permits that the group wants back for others.</summary>
    public int Debt;

    /// <summary>
    /// How long the first of those others has waited: whoever has waited longer here goes before them.
    /// </summary>
    public GroupAge DebtAge;

    /// <summary>The recall that must be answered; 0 for none.</summary>
    public long Reply;

    /// <summary>The last request.</summary>
    public long Asked;

    /// <summary>The last request that was answered.</summary>
    public long Answered;

    /// <summary>What the group believes this user wants.</summary>
    public int Told;

    /// <summary>The age that it was told.</summary>
    public GroupAge ToldAge;

    /// <summary>The jobs inside, of all users, as last heard.</summary>
    public int HeldByAll;

    /// <summary>True when somebody waits for an answer that was not asked for yet.</summary>
    public bool Urgent;

    /// <summary>True when somebody holds the line, or soon may, until the lender has said yes or no.</summary>
    public bool Prompt;

    /// <summary>True when a first permit is to be fetched for jobs that have not come to their turn.</summary>
    public bool Ahead;

    /// <summary>True after a grant: what is wanted now must be told anew.</summary>
    public bool Fresh;

    /// <summary>True while the group stands in the list of those whose lender may have to be told something.</summary>
    public bool Dirty;
}
