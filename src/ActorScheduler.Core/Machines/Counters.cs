namespace ActorScheduler.Machines;

/// <summary>What a scheduler has counted since it was made. Barriers are not jobs.</summary>
internal struct Counters
{
    public long Scheduled;
    public long Completed;
    public long Failed;
    public long Canceled;
    public long Lost;
    public long Rejected;
    public long Retried;

    /// <summary>Counts a job that ended in a state.</summary>
    public void Count(JobState state)
    {
        switch (state)
        {
            case JobState.Completed: Completed++; break;
            case JobState.Failed: Failed++; break;
            case JobState.Canceled: Canceled++; break;
            case JobState.Lost: Lost++; break;
            case JobState.Rejected: Rejected++; break;
            default: throw new InvariantException($"{state} is not an end.");
        }
    }
}
