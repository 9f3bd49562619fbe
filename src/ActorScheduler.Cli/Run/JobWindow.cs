namespace ActorScheduler.Cli.Run;

/// <summary>
/// The jobs that the scheduler has and whose end is not reported yet. The news of two ends may overtake each other on
/// their way here; with this the reports keep the order in which the jobs ended. Thread-safe.
/// </summary>
internal sealed class JobWindow
{
    private readonly Lock _gate = new();
    private readonly LinkedList<RunningJob> _jobs = [];

    /// <summary>The scheduler has taken a job.</summary>
    public void Add(RunningJob job)
    {
        lock (_gate) job.Place = _jobs.AddLast(job);
    }

    /// <summary>
    /// Takes out a job that has ended and all that ended before it, in the order of their ends; empty when it was taken
    /// out before.
    /// </summary>
    public List<RunningJob> TakeEnded(RunningJob job)
    {
        var ended = new List<RunningJob>();
        lock (_gate)
        {
            if (job.Place?.List is null) return ended;
            DateTimeOffset end = job.Exit!.ExitedAt;
            for (LinkedListNode<RunningJob>? node = _jobs.First, next; node is not null; node = next)
            {
                next = node.Next;
                RunningJob other = node.Value;
                if (!other.Handle.IsCompleted) continue;
                if (other.Exit is null && other.Handle.TryGetExit(out JobExit? exit)) other.Exit = exit;
                if (other != job && other.Exit!.ExitedAt >= end) continue;
                _jobs.Remove(node);
                ended.Add(other);
            }
        }

        if (ended.Count > 1) ended.Sort(static (left, right) => left.Exit!.ExitedAt.CompareTo(right.Exit!.ExitedAt));
        return ended;
    }
}
