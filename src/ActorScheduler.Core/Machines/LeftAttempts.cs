namespace ActorScheduler.Machines;

/// <summary>
/// What runs on of a scheduler that is gone: code that nothing can end by force. Each attempt has its places in groups
/// and its token until it ends, as it would had its scheduler lived.
/// </summary>
internal sealed class LeftAttempts
{
    private readonly HashSet<JobReference> _jobs = [];
    private readonly Dictionary<GroupKey, int> _inside = [];

    /// <summary>How many run on.</summary>
    public int Count => _jobs.Count;

    /// <summary>An attempt runs on.</summary>
    public void Add(JobReference job)
    {
        if (!_jobs.Add(job)) return;
        foreach (GroupKey group in job.Settings.Groups) _inside[group] = Inside(group) + 1;
    }

    /// <summary>An attempt has ended; false when it is none of these.</summary>
    public bool Remove(JobReference job)
    {
        if (!_jobs.Remove(job)) return false;
        foreach (GroupKey group in job.Settings.Groups) _inside[group]--;
        return true;
    }

    /// <summary>What the lender of a group is told: what is left inside, or that nothing is.</summary>
    public static GroupReport Report(LeftAttempts? left, GroupKey group) => left?.Inside(group) is > 0 and var inside
        ? new GroupReport(GroupReportKind.Leave, inside, inside)
        : new GroupReport(GroupReportKind.Depart);

    /// <summary>How many are inside a group.</summary>
    public int Inside(GroupKey group) => _inside.GetValueOrDefault(group);
}
