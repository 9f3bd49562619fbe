namespace ActorScheduler.Machines;

/// <summary>
/// One group with a limit: lends permits to its users (schedulers, pools), never more than the limit, and calls them
/// back when another user asks. Pure; says what to send in <see cref="Outbox"/>.
/// </summary>
/// <remarks>
/// <code>
///   Learning ── every user has said what it holds ──→ Lending
/// </code>
/// Who asks is served in the order of age, one permit each while there are fewer than are wanted; a surplus is lent
/// ahead in a block, so that a user's next admissions need no message. Permits that others lent ahead or that become
/// free are called back with the age of the first who waits: a user keeps them for whoever has waited longer there.
/// A prompt request is answered in its turn, with nothing if there is nothing; only while the group is learning the
/// answer waits for the reports that it waits for itself.
/// After the limit was lowered, everything that becomes free comes back until it holds again; nobody inside is stopped.
/// </remarks>
internal sealed class GroupMachine
{
    private readonly Dictionary<object, GroupMember> _members = [];
    private HashSet<object>? _silent;       // null when nobody is waited for any more
    private HashSet<object>? _joined;       // who has spoken before the limit came
    private bool _open;
    private long _lent;
    private long _lastRound;

    /// <summary>What to send, in order; whoever sends it clears it.</summary>
    public List<(object User, GroupOrder Order)> Outbox { get; } = [];

    /// <summary>How many jobs may be inside.</summary>
    public int Limit { get; private set; }

    /// <summary>Permits lent out.</summary>
    public long Lent => _lent;

    /// <summary>True until every user that was there before the limit has said what it holds.</summary>
    public bool IsLearning => !_open || _silent is not null;

    /// <summary>Sets the limit.</summary>
    /// <param name="limit">How many may be inside.</param>
    /// <param name="users">The first time: who may hold places that nobody lent. Nothing is lent before they have
    /// said.</param>
    public void SetLimit(int limit, IEnumerable<object> users)
    {
        Ensure.That(limit >= 0, "A limit is not negative.");
        Limit = limit;
        if (!_open) Learn(users);
        Settle();
    }

    /// <summary>Takes a user's report.</summary>
    public void Receive(object user, in GroupReport report)
    {
        if (report.Kind == GroupReportKind.Depart)
        {
            Spoke(user);
            if (_members.Remove(user, out GroupMember? gone)) _lent -= gone.Lent;
            Settle();
            return;
        }

        if (!_members.TryGetValue(user, out GroupMember? member)) _members.Add(user, member = new GroupMember(user));
        member.Held = report.Held;
        switch (report.Kind)
        {
            case GroupReportKind.Join:
                Ensure.That(member.Lent == 0, "A user joins before anything is lent to it.");
                Spoke(user);
                member.Lent = report.Count;
                _lent += report.Count;
                break;
            case GroupReportKind.Request:
                member.Ask(report);
                break;
            case GroupReportKind.Leave:
                Spoke(user);
                _lent += report.Count - member.Lent;
                member.Leave(report);
                break;
            default:
                member.GiveBack(report);
                _lent -= report.Count;
                break;
        }

        Settle();
    }

    private void Learn(IEnumerable<object> users)
    {
        _open = true;
        HashSet<object> silent = [.. users];
        if (_joined is not null) silent.ExceptWith(_joined);
        _joined = null;
        _silent = silent.Count > 0 ? silent : null;
    }

    private void Spoke(object user)
    {
        if (!_open) (_joined ??= []).Add(user);
        else if (_silent?.Remove(user) == true && _silent.Count == 0) _silent = null;
    }

    private void Settle()
    {
        if (IsLearning) return;
        Lend();
        (int asking, GroupMember? only) = StartRound();
        var demand = new GroupDemand(_members.Values);
        foreach (GroupMember member in _members.Values)
            Recall(member, demand, asking > 1 || (asking == 1 && member != only));
        foreach (GroupMember member in _members.Values) Answer(member);
    }

    private void Lend()
    {
        long free = Limit - _lent;
        if (free <= 0) return;
        long wanted = _members.Values.Sum(static m => (long)m.Wanted);
        if (wanted == 0) return;
        if (free >= wanted)
        {
            LendAhead(free - wanted);
            return;
        }

        for (; free > 0; free--) FirstInLine().Grant++;
        foreach (GroupMember member in _members.Values) _lent += member.TakeGrant(ahead: 0);
    }

    // There is enough for all: the only user gets everything, several get a little more than they asked for.
    private void LendAhead(long surplus)
    {
        long block = _members.Count == 1 ? surplus : surplus / (2 * _members.Count);
        foreach (GroupMember member in _members.Values)
        {
            if (member.Wanted == 0) continue;
            member.Grant = member.Wanted;
            _lent += member.TakeGrant((int)Math.Min(block, int.MaxValue / 2));
        }

        Ensure.That(_lent <= Limit, "No more is lent than the limit.");
    }

    private GroupMember FirstInLine()
    {
        GroupMember? first = null;
        foreach (GroupMember member in _members.Values)
        {
            if (member.Wanted > member.Grant && (first is null || member.Precedes(first))) first = member;
        }

        return first!;
    }

    // Whoever must start now or be refused is answered when every other holder was heard after it asked.
    private (int Asking, GroupMember? Only) StartRound()
    {
        int asking = 0;
        GroupMember? only = null;
        foreach (GroupMember member in _members.Values)
        {
            if (!member.NeedsRound) continue;
            if (asking++ == 0) _lastRound++;
            member.Round = _lastRound;
            only = member;
        }

        return (asking, only);
    }

    private void Recall(GroupMember member, in GroupDemand demand, bool round)
    {
        if (member.Lent == 0 || member.HasLeft) return;
        if (round) member.Sent = _lastRound;
        long excess = _lent - Limit;
        int debt = (int)Math.Min(member.Lent, excess > 0 ? excess : demand.WantedBesides(member));
        GroupAge age = excess > 0 ? GroupAge.Oldest : demand.AgeBesides(member);
        // Who was just granted a permit says at once how old its next one is; until then the others keep their word.
        bool known = excess > 0 || !demand.IsStaleBesides(member);
        bool changed = known && (debt == 0 ? member.Debt > 0 : debt > member.Debt || age != member.DebtAge);
        if (!round && !changed) return;
        member.Debt = debt;
        member.DebtAge = age;
        var order = new GroupOrder(true, debt, round ? _lastRound : 0, Held: 0, age) { Returned = member.Returned };
        Outbox.Add((member.User, order));
    }

    private void Answer(GroupMember member)
    {
        bool answers = member.IsUrgent && !AwaitsOthers(member);
        bool grants = member.Granted > 0 && !member.IsUrgent;
        if (!answers && !grants && member.Prompt == 0) return;
        long answered = answers ? member.Urgent : 0;
        var order = new GroupOrder(false, member.Granted, answered, HeldByAll(), default) { Prompt = member.Prompt };
        Outbox.Add((member.User, order));
        member.Granted = 0;
        member.Prompt = 0;
        if (!answers) return;
        member.Urgent = 0;
        member.Round = 0;
    }

    // Others may still have idle permits for one who starts now or is refused.
    private bool AwaitsOthers(GroupMember member)
    {
        if (member.Wanted == 0) return false;
        foreach (GroupMember other in _members.Values)
        {
            if (other == member || other.Lent == 0 || other.HasLeft) continue;
            if (other.Sent >= member.Round && other.Heard < member.Round) return true;
        }

        return false;
    }

    private int HeldByAll()
    {
        long sum = 0;
        foreach (GroupMember member in _members.Values) sum += member.Held;
        return (int)Math.Min(sum, int.MaxValue);
    }
}
