namespace ActorScheduler.TestKit.Checks;

/// <summary>Limits of jobs and of groups.</summary>
internal sealed class LimitsCheck : Check
{
    public override string Sentence => "No attempt starts where a limit has no room for it.";

    public override void Starting(JobModel job)
    {
        SchedulerModel scheduler = job.Scheduler;
        if (scheduler.MaxJobs is { } most && scheduler.Live.Count >= most)
            Break($"{job.Name} starts beside {scheduler.Live.Count} others, and {most} may run");
        foreach (GroupKey group in job.Job.Settings.Groups)
        {
            if (scheduler.Groups.Limit(group) is not { } limit)
            {
                CheckDefault(job, group);
                continue;
            }

            int inside = scheduler.Groups.Inside(group);
            if (inside >= limit) Break($"{job.Name} enters group '{group}' with {inside} inside, and {limit} may be");
        }
    }

    // A pool's own limit for groups that have none.
    private void CheckDefault(JobModel job, GroupKey group)
    {
        if (job.Scheduler.Core.DefaultLimit is not { } most) return;
        int inside = job.Scheduler.Live.Count(live => live.Job.Settings.Groups.Contains(group));
        if (inside >= most)
            Break($"{job.Name} enters group '{group}' with {inside} of its pool inside, and {most} may be by default");
    }
}
