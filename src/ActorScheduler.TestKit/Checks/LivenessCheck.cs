namespace ActorScheduler.TestKit.Checks;

/// <summary>Nothing is forgotten.</summary>
internal sealed class LivenessCheck : Check
{
    public override string Sentence => "Once faults stop, everything ends.";

    public override void AllIsQuiet(SchedulerModel scheduler)
    {
        foreach (JobModel job in scheduler.Unfinished)
        {
            // A durable scheduler that ends lets its jobs go: they are the next life's.
            if (scheduler.Core.Options.Durable && job.Job.CurrentState == JobState.Lost) continue;
            Break($"{job.Name} has not ended: it is {job.Job.State}, after {job.Starts} starts");
        }
    }
}
