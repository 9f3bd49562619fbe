namespace ActorScheduler.Processes;

/// <summary>
/// Decides which processes belong to lost attempts, by the system's list and what is known of the attempts. Pure, but
/// for what it asks about single processes. A stranger must never be among them:
/// <list type="bullet">
/// <item>a process is ours when number, start time and boot are those that were written down, or when it carries the
/// job's variable;</item>
/// <item>a group is ours when its leader is, or, the leader being gone, when it has the number that was written down
/// and somebody in it carries the variable: as long as anybody is in a group, its number is given to nobody;</item>
/// <item>whoever is in a group of ours, or is a child of ours, is ours.</item>
/// </list>
/// This process and its ancestors are spared, whatever they carry.
/// </summary>
/// <param name="lost">The attempts.</param>
/// <param name="boot">As <see cref="ProcessTable.Boot"/>.</param>
/// <param name="self">This process.</param>
/// <param name="jobOf">The job whose variable a process carries; null for none.</param>
internal sealed class LostProcessFinder(
    IReadOnlyList<LostAttempt> lost, string? boot, int self, Func<int, string?> jobOf)
{
    private readonly HashSet<string> _jobs = [.. lost.Select(static attempt => attempt.Job.ToString())];
    private readonly Dictionary<int, ProcessIdentity> _written = Index(lost, boot);

    /// <summary>Looks through a list of all processes.</summary>
    public Found Find(IReadOnlyList<ProcessTable.Entry> table)
    {
        var find = new Pass(table.ToDictionary(static entry => entry.Pid));
        find.Spare(self);
        foreach (ProcessTable.Entry entry in table) Judge(entry, find);
        while (find.Grow())
        {
            // A child of a child comes in a later round, unless the list has it behind its parent.
        }

        return find.Result();
    }

    // Two attempts cannot have written the same number at one time, so of two the older one is gone.
    private static Dictionary<int, ProcessIdentity> Index(IReadOnlyList<LostAttempt> lost, string? boot)
    {
        var written = new Dictionary<int, ProcessIdentity>();
        foreach (ProcessIdentity process in lost.SelectMany(static attempt => attempt.Processes))
        {
            if (process.Boot != boot) continue;
            if (written.TryGetValue(process.Pid, out ProcessIdentity? other) && other.StartTime > process.StartTime)
                continue;
            written[process.Pid] = process;
        }

        return written;
    }

    private void Judge(ProcessTable.Entry entry, Pass find)
    {
        bool isWritten = _written.TryGetValue(entry.Pid, out ProcessIdentity? process)
            && process.StartTime == entry.StartTime;
        bool isCarrier = entry.IsAlive && jobOf(entry.Pid) is { } job && _jobs.Contains(job);
        if (isWritten || isCarrier) find.Add(entry);
        if (isCarrier && _written.ContainsKey(entry.Group)) find.AddGroupWithoutLeader(entry.Group);
    }

    /// <summary>What a look has found.</summary>
    /// <param name="Processes">The living ones.</param>
    /// <param name="Groups">Groups that may be killed as a whole: nobody in them is spared.</param>
    internal sealed record Found(IReadOnlyList<ProcessTable.Entry> Processes, IReadOnlyList<int> Groups);

    private sealed class Pass(Dictionary<int, ProcessTable.Entry> table)
    {
        private readonly HashSet<int> _spared = [];
        private readonly HashSet<int> _ours = [];
        private readonly HashSet<int> _groups = [];

        public void Spare(int pid)
        {
            while (table.TryGetValue(pid, out ProcessTable.Entry? entry) && _spared.Add(pid)) pid = entry.Parent;
        }

        public void Add(ProcessTable.Entry entry)
        {
            if (_spared.Contains(entry.Pid) || !_ours.Add(entry.Pid)) return;
            if (entry.Group == entry.Pid) _groups.Add(entry.Group);
        }

        public void AddGroupWithoutLeader(int group)
        {
            if (!table.ContainsKey(group)) _groups.Add(group);
        }

        public bool Grow()
        {
            int before = _ours.Count;
            foreach (ProcessTable.Entry entry in table.Values)
            {
                if (_ours.Contains(entry.Parent) || _groups.Contains(entry.Group)) Add(entry);
            }

            return _ours.Count > before;
        }

        public Found Result()
        {
            foreach (int pid in _spared) _groups.Remove(table[pid].Group);
            return new Found([.. _ours.Select(pid => table[pid]).Where(static entry => entry.IsAlive)], [.. _groups]);
        }
    }
}
