namespace ActorScheduler.TestKit.Checks;

/// <summary>Only what ran can have an outcome of its own.</summary>
internal sealed class StartBeforeExitCheck : Check
{
    public override string Sentence =>
        "A job completes or fails only after it has started, and starts one attempt at a time.";

    public override void Starting(JobModel job)
    {
        if (job.Lives) Break($"{job.Name} starts an attempt while another runs");
    }

    public override void Ending(JobModel job)
    {
        if (job.Job.CurrentState is JobState.Completed or JobState.Failed && job.Starts == 0)
            Break($"{job.Name} ends as {job.Job.CurrentState} without having started");
    }
}
