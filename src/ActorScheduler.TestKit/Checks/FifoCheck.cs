namespace ActorScheduler.TestKit.Checks;

/// <summary>First come, first served.</summary>
internal sealed class FifoCheck : Check
{
    public override string Sentence =>
        "Of two jobs with one priority and nothing else to wait for, the older starts first.";

    public override void Starting(JobModel job)
    {
        if (!job.IsPlain || job.Starts > 0) return;
        foreach (JobModel other in job.Scheduler.Unfinished)
        {
            if (other.Place >= job.Place) return;
            if (other.IsPlain && other.Starts == 0 && other.Job.Priority == job.Job.Priority)
                Break($"{job.Name} starts before {other.Name}");
        }
    }
}
