namespace ActorScheduler.TestKit.Checks;

/// <summary>Ends are final.</summary>
internal sealed class ExitOnceCheck : Check
{
    public override string Sentence => "A job ends once, and nothing of it starts after that.";

    public override void Starting(JobModel job)
    {
        if (job.Exits > 0) Break($"{job.Name} starts after it has ended");
    }

    public override void Ending(JobModel job)
    {
        if (job.Exits > 0) Break($"{job.Name} ends once more");
    }
}
