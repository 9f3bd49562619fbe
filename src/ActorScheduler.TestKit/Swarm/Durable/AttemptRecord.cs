namespace ActorScheduler.TestKit.Swarm;

/// <summary>One attempt of a job, by what its code did.</summary>
/// <param name="job">The job.</param>
/// <param name="life">The life of the scheduler that started it.</param>
internal sealed class AttemptRecord(JobRecord job, SchedulerLife life)
{
    public JobRecord Job => job;

    public SchedulerLife Life => life;
}
