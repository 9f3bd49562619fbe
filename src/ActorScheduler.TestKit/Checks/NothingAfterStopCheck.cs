namespace ActorScheduler.TestKit.Checks;

/// <summary>A stop is for good.</summary>
internal sealed class NothingAfterStopCheck : Check
{
    public override string Sentence =>
        "A stopped scheduler takes nothing in, and starts nothing when it was to cancel.";

    public override void Accepted(JobModel job)
    {
        if (job.Scheduler.Stopped is not null) Break($"{job.Name} is accepted after the stop");
    }

    public override void Starting(JobModel job)
    {
        if (job.Scheduler.Stopped >= StopMode.CancelQueued || job.Scheduler.Crashed)
            Break($"{job.Name} starts after the stop");
    }
}
