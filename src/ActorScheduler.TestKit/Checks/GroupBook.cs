using ActorScheduler.Actors;

namespace ActorScheduler.TestKit.Checks;

/// <summary>
/// What the checks know of the groups of one node. A limit that was lowered holds when everybody has heard of it: until
/// nothing can run any more, the highest since then is allowed.
/// </summary>
internal sealed class GroupBook(NodeServices node)
{
    private readonly Dictionary<GroupKey, Entry> _groups = [];

    public int Inside(GroupKey group) => _groups.TryGetValue(group, out Entry? entry) ? entry.Inside : 0;

    /// <summary>How many may be inside; null means that there is no limit.</summary>
    public int? Limit(GroupKey group) => _groups.TryGetValue(group, out Entry? entry) ? entry.Highest : null;

    /// <summary>A job that names groups has come.</summary>
    public void Know(JobModel job)
    {
        foreach (GroupKey group in job.Job.Settings.Groups)
        {
            if (!_groups.ContainsKey(group)) _groups.Add(group, new Entry { Highest = Now(group) });
        }
    }

    public void Enter(JobModel job)
    {
        foreach (GroupKey group in job.Job.Settings.Groups) _groups[group].Inside++;
    }

    public void Leave(JobModel job)
    {
        foreach (GroupKey group in job.Job.Settings.Groups) _groups[group].Inside--;
    }

    /// <summary>A user of a group hears of a limit, which may have been changed again since.</summary>
    public void Hear(GroupKey group, int limit)
    {
        if (_groups.TryGetValue(group, out Entry? entry) && entry.Highest is { } highest)
            entry.Highest = Math.Max(highest, limit);
    }

    /// <summary>A step has ended: limits may have been changed in it.</summary>
    public void Look()
    {
        foreach ((GroupKey group, Entry entry) in _groups)
        {
            int? now = Now(group);
            if (entry.Highest is { } highest) entry.Highest = now is { } limit ? Math.Max(highest, limit) : null;
        }
    }

    /// <summary>Nothing can run: everybody has heard of everything.</summary>
    public void Settle()
    {
        foreach ((GroupKey group, Entry entry) in _groups) entry.Highest = Now(group);
    }

    private int? Now(GroupKey group) => node.Groups.Find(group)?.Limit;

    private sealed class Entry
    {
        public int Inside { get; set; }

        public int? Highest { get; set; }
    }
}
