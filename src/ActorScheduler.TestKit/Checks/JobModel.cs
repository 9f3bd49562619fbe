namespace ActorScheduler.TestKit.Checks;

/// <summary>What the checks know of a job, from what they were told: nothing is asked of the scheduler.</summary>
internal sealed class JobModel(JobHandle job, SchedulerModel scheduler, long place, bool isPulled)
{
    public JobHandle Job => job;

    public SchedulerModel Scheduler => scheduler;

    /// <summary>
    /// Its place in the order in which jobs, barriers and runs came; that of its run for a pulled job.
    /// </summary>
    public long Place => place;

    public string Name { get; } = Engine.MessageText.NameOf(job);

    public bool Accepted { get; set; }

    /// <summary>How many attempts were started.</summary>
    public int Starts { get; set; }

    /// <summary>An attempt was started and has not ended.</summary>
    public bool Lives { get; set; }

    /// <summary>How often it has ended.</summary>
    public int Exits { get; set; }

    /// <summary>
    /// True when only order decides when it starts: nothing else can hold it back that does not hold others back too.
    /// </summary>
    public bool IsPlain { get; } = job.Settings is { Groups.Count: 0, After.Count: 0, Key: null } settings
        && settings.Delay <= TimeSpan.Zero && !isPulled;
}
