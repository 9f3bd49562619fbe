namespace ActorScheduler.Machines;

/// <summary>What a group knows of one of its users.</summary>
internal sealed class GroupMember(object user)
{
    public object User { get; } = user;

    /// <summary>Permits that it has, those on their way included.</summary>
    public int Lent { get; set; }

    /// <summary>Jobs of it that are inside, as it last said.</summary>
    public int Held { get; set; }

    /// <summary>Permits that it wants and was not granted.</summary>
    public int Wanted { get; private set; }

    /// <summary>How long the first of its waiting jobs has waited.</summary>
    public GroupAge Age { get; private set; }

    /// <summary>
    /// True when it was granted some of what it wanted and has not said yet how long its next one has waited.
    /// </summary>
    public bool Stale { get; private set; }

    /// <summary>Permits that it is being granted in this turn.</summary>
    public int Grant { get; set; }

    /// <summary>Permits that it was granted and not told of.</summary>
    public int Granted { get; set; }

    /// <summary>Permits that it was asked to give back and has not.</summary>
    public int Debt { get; set; }

    /// <summary>The age that it was asked with.</summary>
    public GroupAge DebtAge { get; set; }

    /// <summary>The request that must be answered; 0 for none.</summary>
    public long Urgent { get; set; }

    /// <summary>The round in which the others are heard for its request; 0 before.</summary>
    public long Round { get; set; }

    /// <summary>The last round in which it was asked.</summary>
    public long Sent { get; set; }

    /// <summary>The last round in which it has answered.</summary>
    public long Heard { get; private set; }

    /// <summary>The prompt request that is answered at the end of the turn; 0 for none.</summary>
    public long Prompt { get; set; }

    /// <summary>True when it is gone but for jobs that run on: it hears nothing any more.</summary>
    public bool HasLeft { get; private set; }

    public bool IsUrgent => Urgent != 0;

    public bool NeedsRound => Urgent != 0 && Round == 0 && Wanted > 0;

    /// <summary>Permits that it has given back, ever.</summary>
    public long Returned { get; private set; }

    private long _grantedEver;

    /// <summary>Who is served first: the older, and before those of whom it is known.</summary>
    public bool Precedes(GroupMember other) =>
        Before(this) != Before(other) ? Before(this) < Before(other) : Age.Precedes(other.Age);

    /// <summary>It asked for permits.</summary>
    public void Ask(in GroupReport request)
    {
        long onTheirWay = _grantedEver - request.Received;
        Wanted = (int)Math.Max(0, request.Count - onTheirWay);
        Age = request.Age;
        Stale = false;
        if (request.Prompt != 0) Prompt = request.Prompt;
        if (!request.Urgent) return;
        Urgent = request.Number;
        Round = 0;
    }

    /// <summary>It is gone but for some jobs. What was on its way to it is free as well.</summary>
    public void Leave(in GroupReport report)
    {
        HasLeft = true;
        Lent = report.Count;
        Wanted = 0;
        Stale = false;
        Granted = 0;
        Debt = 0;
        Urgent = 0;
        Prompt = 0;
    }

    /// <summary>It gave permits back.</summary>
    public void GiveBack(in GroupReport report)
    {
        Ensure.That(report.Count <= Lent, "Nobody gives back more than was lent.");
        Lent -= report.Count;
        Returned += report.Count;
        Debt = Math.Min(Math.Max(0, Debt - report.Count), Lent);
        Heard = Math.Max(Heard, report.Number);
    }

    /// <summary>Books what this turn grants.</summary>
    /// <returns>The permits that it has more now.</returns>
    public int TakeGrant(int ahead)
    {
        int permits = Grant == 0 ? 0 : Grant + ahead;
        if (permits == 0) return 0;
        Wanted -= Grant;
        Stale = Wanted > 0;
        Grant = 0;
        Granted += permits;
        Lent += permits;
        _grantedEver += permits;
        return permits;
    }

    // In one turn, whoever gets a permit goes behind the others that wait.
    private static int Before(GroupMember member) => (member.Stale ? 1 : 0) + Math.Min(member.Grant, 1);
}
