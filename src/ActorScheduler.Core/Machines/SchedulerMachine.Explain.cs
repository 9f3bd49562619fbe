namespace ActorScheduler.Machines;

/// <content>
/// Why a job does not run, with who is in its way. Looks at those who run and at the first who wait, never through the
/// queue: the answer costs the same with ten waiting jobs and with a million.
/// </content>
internal sealed partial class SchedulerMachine
{
    /// <summary>
    /// Jobs whose blockers are looked for in one explanation: it stays a page, whatever waits for what.
    /// </summary>
    private const int MostExplained = 40;

    /// <summary>Jobs of one list that are looked at for one answer.</summary>
    private const int MostLookedAt = 1000;

    /// <summary>Explains why a job does not run now; of one that runs or has ended it says just that.</summary>
    public JobExplanation Explain(JobReference job) => Explain(job, [], depth: 0);

    private JobExplanation Explain(JobReference job, HashSet<JobReference> told, int depth)
    {
        HoldReason? reason = WhyHeld(job);
        var link = new JobExplanation
        {
            JobId = job.Id,
            Name = job.Name,
            State = job.CurrentState,
            StartedAt = job.Attempt > 0 ? new DateTimeOffset(job.StartedAt, TimeSpan.Zero) : null,
            Reason = reason,
        };
        if (reason is null || depth == JobExplanation.MaxDepth || told.Count == MostExplained || !told.Add(job))
            return link;
        (IEnumerable<JobReference> jobs, int count) = InTheWay(job, reason);
        JobReference[] named =
            [.. jobs.Where(other => other != job).Take(JobExplanation.MaxBlockers)];
        return link with
        {
            Blockers = [.. named.Select(other => Explain(other, told, depth + 1))],
            MoreBlockers = Math.Max(0, count - named.Length),
            HeldElsewhere = reason is HoldReason.Group { Limit: not null } group ? HeldByOthers(job, group) : 0,
        };
    }

    private (IEnumerable<JobReference> Jobs, int Count) InTheWay(JobReference job, HoldReason reason)
    {
        switch (reason)
        {
            case HoldReason.MaxJobs or HoldReason.Load or HoldReason.Jobserver: return (Each(_running), _running.Count);
            case HoldReason.Group group:
                JobGroup standing = GroupOf(job, group.Key);
                return group.Limit is null ? (Keepers(job, standing), 0)
                    : (Each(_running).Take(MostLookedAt).Where(j => IsIn(j, standing)), standing.Held);
            case HoldReason.Barrier: return (Unended(_epochs.Current), _epochs.Current.Outstanding);
            case HoldReason.Dependencies:
                IEnumerable<JobReference> before =
                    job.Settings.After.Where(static b => b.CurrentState != JobState.Completed);
                return (before, before.Count());
            case HoldReason.Queued or HoldReason.QueueFull: return (Ahead(job), 0);
            default: return ([], 0);
        }
    }

    private static JobGroup GroupOf(JobReference job, GroupKey key) =>
        Array.Find(job.Ticket!.Groups, group => group.Key == key)!;

    private static bool IsIn(JobReference job, JobGroup group) =>
        job.Ticket is { } ticket && Array.IndexOf(ticket.Groups, group) >= 0;

    private static int HeldByOthers(JobReference job, HoldReason.Group reason) =>
        GroupOf(job, reason.Key) is { Loan: not null } group ? Math.Max(0, reason.Held - group.Held) : 0;

    // For whom the room in a group is kept.
    private static IEnumerable<JobReference> Keepers(JobReference job, JobGroup group)
    {
        foreach (JobReference? keeper in (JobReference?[])
            [group.FirstReservation, group.FirstAsker, group.FirstInLine])
        {
            if (keeper is null || keeper == job || !JobOrder.Precedes(keeper, job)) continue;
            yield return keeper;
            yield break;
        }
    }

    // Who comes first of those that wait for a slot or for room.
    private IEnumerable<JobReference> Ahead(JobReference job)
    {
        JobReference? first = _held.First ?? _epochs.Current.FirstReady;
        if (job.Has(JobFlags.AtDoor) && (first is null || first == job)) first = _door.First;
        if (first is null || first == job) first = _running.First;
        if (first is not null) yield return first;
    }

    // Those who run come first, then those who wait: the head of each place.
    private IEnumerable<JobReference> Unended(Epoch epoch)
    {
        IEnumerable<JobReference> waiting = epoch.ReadyCount > 0 ? epoch.Ready.All() : [];
        IEnumerable<JobReference> inLine = _groups.All().Take(MostLookedAt)
            .Where(static group => group.LineCount > 0).SelectMany(static group => group.Line.All());
        return Each(_running).Concat(waiting).Concat(inLine)
            .Concat(Each(_delayed).Take(MostLookedAt)).Concat(Each(_dependent).Take(MostLookedAt))
            .Where(job => job.Segment?.Epoch == epoch);
    }

    private static IEnumerable<JobReference> Each(JobList list)
    {
        for (JobReference? job = list.First; job is not null; job = job.Next) yield return job;
    }
}
