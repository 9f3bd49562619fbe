namespace ActorScheduler.TestKit.Checks;

/// <summary>The first failure closes a scheduler whose mode says so.</summary>
internal sealed class LatchCheck : Check
{
    public override string Sentence => "After the first failure a scheduler that fails early starts nothing more.";

    public override void Starting(JobModel job)
    {
        if (job.Scheduler.FirstFailed is { } failed) Break($"{job.Name} starts after {failed.Name} has failed");
    }
}
