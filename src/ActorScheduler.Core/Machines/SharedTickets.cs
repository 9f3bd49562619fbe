namespace ActorScheduler.Machines;

/// <summary>
/// The tickets of the last few lists of groups. Jobs of the same groups often follow each other and share their
/// options, so they are found by the list itself: then no group has to be looked up, and nothing is made.
/// </summary>
internal sealed class SharedTickets
{
    // A pool remembers as many (TaskPool.Spawn).
    private const int Size = 4;

    private readonly IReadOnlyList<GroupKey>?[] _keys = new IReadOnlyList<GroupKey>?[Size];
    private readonly GroupTicket[] _tickets = new GroupTicket[Size];
    private int _next;

    /// <summary>The ticket for a list; null when it is not known, or one of its groups was forgotten.</summary>
    public GroupTicket? Find(IReadOnlyList<GroupKey> keys)
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            if (ReferenceEquals(_keys[i], keys)) return IsKnown(_tickets[i]) ? _tickets[i] : Drop(i);
        }

        return null;
    }

    /// <summary>Makes the ticket for a list that was not found; the one that was made first gives way.</summary>
    public GroupTicket Add(IReadOnlyList<GroupKey> keys, JobGroup[] groups)
    {
        int place = _next;
        _next = (place + 1) % Size;
        _keys[place] = keys;
        return _tickets[place] = new GroupTicket(groups, isShared: true);
    }

    private GroupTicket? Drop(int place)
    {
        _keys[place] = null;
        _next = place;
        return null;
    }

    private static bool IsKnown(GroupTicket ticket)
    {
        foreach (JobGroup group in ticket.Groups)
        {
            if (group.IsForgotten) return false;
        }

        return true;
    }
}
