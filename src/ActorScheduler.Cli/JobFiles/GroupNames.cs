using ActorScheduler.Machines;

namespace ActorScheduler.Cli.JobFiles;

/// <summary>
/// The groups that a run knows: those with a limit. A job can only name one of these, so that a slip is not an
/// unlimited group.
/// </summary>
internal sealed class GroupNames
{
    private readonly IReadOnlyDictionary<string, int> _limits;
    private readonly Dictionary<string, GroupKey> _keys = new(StringComparer.Ordinal);

    public GroupNames(IReadOnlyDictionary<string, int> limits) => _limits = limits;

    /// <summary>The key of a group, one object however many jobs name it; null when no limit is known for it.</summary>
    public GroupKey? Find(string name)
    {
        if (!_limits.ContainsKey(name)) return null;
        if (!_keys.TryGetValue(name, out GroupKey key)) _keys.Add(name, key = GroupKey.Of(name));
        return key;
    }

    /// <summary>Why a name cannot be a group's; null when it can.</summary>
    public static string? Problem(string name)
    {
        if (name.Length == 0) return "a group's name is empty";
        foreach (char c in name)
        {
            // A job file lists groups with commas and blanks between them.
            if (c == ',' || char.IsWhiteSpace(c) || char.IsControl(c))
                return $"the group name '{OneLine.Of(name)}' holds a comma, a blank or a control character";
        }

        return null;
    }

    /// <summary>The message for a group without a limit.</summary>
    public string Unknown(string name) =>
        $"unknown group '{OneLine.Of(name)}'" + (DidYouMean.Nearest(name, _limits.Keys) is { } near
            ? $"; did you mean '{near}'?"
            : "; give its limit with --group NAME=LIMIT or under 'groups:'");
}
