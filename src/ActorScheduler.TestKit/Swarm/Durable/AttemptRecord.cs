namespace ActorScheduler.TestKit.Swarm;

/// <summary>One attempt of a job, by what its code did.</summary>
/// <param name="job">The job.</param>
/// <param name="life">The life of the scheduler that started it.</param>
internal sealed class AttemptRecord(JobRecord job, SchedulerLife life)
{
    public JobRecord Job => job;

    public SchedulerLife Life => life;

    /// <summary>Its life was over when its code began: whoever had taken over did not see it.</summary>
    public bool IsLate { get; } = life.IsOver;
}
