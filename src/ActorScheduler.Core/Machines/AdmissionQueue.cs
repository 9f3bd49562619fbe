namespace ActorScheduler.Machines;

/// <summary>
/// Waiting jobs by priority, first come, first served inside one. Adding in order, taking and removing cost the same
/// with ten jobs and with a million; a job that comes back after younger ones (a delay has passed, a group has room)
/// costs a logarithm.
/// </summary>
internal sealed class AdmissionQueue
{
    // One list per priority in use, the highest first. Nearly always one, and never more than priorities there are.
    private readonly List<Level> _levels = [];
    private SortedSet<JobReference>? _late;

    public int Count { get; private set; }

    /// <summary>Who comes first; null when nobody waits.</summary>
    public JobReference? First
    {
        get
        {
            JobReference? inOrder = _levels.Count == 0 ? null : _levels[0].Jobs.First;
            if (_late is not { Count: > 0 }) return inOrder;
            JobReference late = _late.Min!;
            return inOrder is null || JobOrder.Precedes(late, inOrder) ? late : inOrder;
        }
    }

    public void Add(JobReference job)
    {
        Count++;
        Level level = LevelOf(job.Priority);
        if (level.Jobs.Last is { } last && last.Order > job.Order)
        {
            job.Flags |= JobFlags.Late;
            bool added = (_late ??= new SortedSet<JobReference>(JobOrder.Instance)).Add(job);
            Ensure.That(added, "A job waits in one place.");
            return;
        }

        level.Jobs.Append(job);
    }

    public void Remove(JobReference job)
    {
        Count--;
        if (job.Has(JobFlags.Late))
        {
            job.Flags &= ~JobFlags.Late;
            bool removed = _late!.Remove(job);
            Ensure.That(removed, "A late job stands in the late part.");
            return;
        }

        int index = _levels[0].Priority == job.Priority ? 0 : IndexOf(job.Priority);
        Level level = _levels[index];
        level.Jobs.Remove(job);
        if (level.Jobs.Count == 0 && _levels.Count > 1) _levels.RemoveAt(index);
    }

    /// <summary>All of them, in no promised order; for tests and for stopping.</summary>
    public IEnumerable<JobReference> All()
    {
        foreach (Level level in _levels)
        {
            for (JobReference? job = level.Jobs.First; job is not null; job = job.Next) yield return job;
        }

        foreach (JobReference job in _late ?? []) yield return job;
    }

    private Level LevelOf(sbyte priority)
    {
        if (_levels.Count > 0 && _levels[0].Priority == priority) return _levels[0];
        int index = IndexOf(priority);
        if (index >= 0) return _levels[index];
        // The last empty level is kept so that the common case allocates nothing; it goes when another takes its place.
        if (_levels.Count == 1 && _levels[0].Jobs.Count == 0)
        {
            _levels.Clear();
            index = ~0;
        }

        var level = new Level(priority, new JobList());
        _levels.Insert(~index, level);
        return level;
    }

    private int IndexOf(sbyte priority)
    {
        for (int i = 0; i < _levels.Count; i++)
        {
            if (_levels[i].Priority == priority) return i;
            if (_levels[i].Priority < priority) return ~i;
        }

        return ~_levels.Count;
    }

    private readonly record struct Level(sbyte Priority, JobList Jobs);
}
