namespace ActorScheduler.Core.Tests.Machines.Model;

/// <summary>The chart of a job's life, written down once more, by hand.</summary>
internal static class LifeChart
{
    private const JobState Submitted = JobState.Submitted;
    private const JobState Delayed = JobState.Delayed;
    private const JobState Waiting = JobState.Waiting;
    private const JobState Running = JobState.Running;
    private const JobState Canceling = JobState.Canceling;
    private const JobState Completed = JobState.Completed;
    private const JobState Failed = JobState.Failed;
    private const JobState Canceled = JobState.Canceled;
    private const JobState Lost = JobState.Lost;
    private const JobState Rejected = JobState.Rejected;

    /// <summary>Every arrow; all pairs that are not here are forbidden.</summary>
    public static IReadOnlyDictionary<JobState, JobState[]> Arrows { get; } = new Dictionary<JobState, JobState[]>
    {
        [Submitted] = [Delayed, Waiting, Completed, Canceled, Lost, Rejected],      // completed: a barrier
        [Delayed] = [Waiting, Canceled, Lost, Rejected],                            // rejected: never written
        [Waiting] = [Running, Canceled, Lost, Rejected],
        [Running] = [Canceling, Delayed, Completed, Failed, Canceled, Lost, Rejected],
        [Canceling] = [Delayed, Completed, Failed, Canceled, Lost, Rejected],
        [Completed] = [],
        [Failed] = [],
        [Canceled] = [],
        [Lost] = [],
        [Rejected] = [],
    };

    /// <summary>Whether there is a way, in any number of arrows, none included.</summary>
    public static bool Reaches(JobState from, JobState to)
    {
        HashSet<JobState> seen = [from];
        var open = new Stack<JobState>([from]);
        while (open.TryPop(out JobState state))
        {
            if (state == to) return true;
            foreach (JobState next in Arrows[state])
            {
                if (seen.Add(next)) open.Push(next);
            }
        }

        return false;
    }
}
