namespace ActorScheduler.Machines;

/// <summary>What the users of a group want, summed once, so that each can be told what the others want.</summary>
internal readonly struct GroupDemand
{
    private readonly long _wanted;
    private readonly int _stale;
    private readonly GroupMember? _first;
    private readonly GroupAge _secondAge = GroupAge.Youngest;

    public GroupDemand(IEnumerable<GroupMember> members)
    {
        GroupAge firstAge = GroupAge.Youngest;
        foreach (GroupMember member in members)
        {
            if (member.Wanted == 0) continue;
            _wanted += member.Wanted;
            if (member.Stale) _stale++;
            if (member.Age.Precedes(firstAge))
            {
                _secondAge = firstAge;
                firstAge = member.Age;
                _first = member;
            }
            else if (member.Age.Precedes(_secondAge))
            {
                _secondAge = member.Age;
            }
        }
    }

    /// <summary>Permits that the others want.</summary>
    public long WantedBesides(GroupMember member) => _wanted - member.Wanted;

    /// <summary>How long the first of the others has waited.</summary>
    public GroupAge AgeBesides(GroupMember member) => _first is null || _first == member ? _secondAge : _first.Age;

    /// <summary>True when one of the others has to say anew how long it has waited.</summary>
    public bool IsStaleBesides(GroupMember member) => _stale > (member.Stale && member.Wanted > 0 ? 1 : 0);
}
