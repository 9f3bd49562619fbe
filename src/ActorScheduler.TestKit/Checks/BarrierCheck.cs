namespace ActorScheduler.TestKit.Checks;

/// <summary>Order at barriers.</summary>
internal sealed class BarrierCheck : Check
{
    public override string Sentence => "What came after a barrier starts after everything before it has ended.";

    public override void Starting(JobModel job)
    {
        List<long> barriers = job.Scheduler.Barriers;
        int before = barriers.FindLastIndex(place => place < job.Place);
        if (before < 0) return;
        JobModel oldest = job.Scheduler.Unfinished.First!.Value;
        if (oldest.Place < barriers[before])
            Break($"{job.Name} starts behind a barrier while {oldest.Name} before it has not ended");
    }
}
