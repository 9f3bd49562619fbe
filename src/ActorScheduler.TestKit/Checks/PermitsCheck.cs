namespace ActorScheduler.TestKit.Checks;

/// <summary>Permits belong to attempts.</summary>
internal sealed class PermitsCheck : Check
{
    public override string Sentence =>
        "As many permits are out as attempts live, and none belongs to a job that was seen to end.";

    public override void StepEnded(SchedulerModel scheduler)
    {
        if (scheduler.Core.Machine is not { } machine) return;
        int live = scheduler.Live.Count;
        if (machine.Running != live)
            Break($"'{scheduler.Name}' counts {machine.Running} running jobs, and {live} attempts live");
        foreach (JobModel job in scheduler.Live)
        {
            if (job.Job.IsCompleted) Break($"{job.Name} is seen to have ended while its permit is still out");
        }
    }
}
