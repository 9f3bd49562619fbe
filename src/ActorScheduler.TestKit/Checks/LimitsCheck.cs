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
            if (scheduler.Groups.Limit(group) is not { } limit) continue;
            int inside = scheduler.Groups.Inside(group);
            if (inside >= limit) Break($"{job.Name} enters group '{group}' with {inside} inside, and {limit} may be");
        }
    }
}
