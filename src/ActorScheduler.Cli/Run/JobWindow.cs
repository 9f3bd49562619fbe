namespace ActorScheduler.Cli.Run;

/// <summary>
/// The jobs that the scheduler has and whose end is not reported yet. The news of two ends may overtake each other on
/// their way here; with this the reports keep the order in which it all happened. Thread-safe.
/// </summary>
internal sealed class JobWindow
{
    private readonly Lock _gate = new();
    private readonly LinkedList<RunningJob> _jobs = [];

    /// <summary>A job was handed to the scheduler.</summary>
    public void Add(RunningJob job)
    {
        lock (_gate) job.Place = _jobs.AddLast(job);
    }

    /// <summary>The scheduler has not taken it.</summary>
    public void Remove(RunningJob job)
    {
        lock (_gate)
        {
            if (job.Place is { List: not null } place) _jobs.Remove(place);
        }
    }

    /// <summary>The jobs that run now, with their processes.</summary>
    public List<(RunningJob Job, int Process)> Running()
    {
        var running = new List<(RunningJob Job, int Process)>();
        lock (_gate)
        {
            foreach (RunningJob job in _jobs)
            {
                if (job.Handle is { State: JobState.Running, ProcessId: { } process }) running.Add((job, process));
            }
        }

        return running;
    }

    /// <summary>Takes out all jobs that ended before a moment, in the order of their ends.</summary>
    public List<RunningJob> TakeEnded(DateTimeOffset before) => Take(before, null);

    /// <summary>
    /// Takes out a job that has ended and all that ended before it; empty when it was taken out before.
    /// </summary>
    public List<RunningJob> TakeEnded(RunningJob job) => Take(job.Exit!.ExitedAt, job);

    private List<RunningJob> Take(DateTimeOffset before, RunningJob? last)
    {
        var ended = new List<RunningJob>();
        lock (_gate)
        {
            if (last is { Place.List: null }) return ended;
            for (LinkedListNode<RunningJob>? node = _jobs.First, next; node is not null; node = next)
            {
                next = node.Next;
                RunningJob job = node.Value;
                if (!job.Handle.IsCompleted)
                {
                    if (job.HoldsLine) break;
                    continue;
                }

                if (job.Exit is null && job.Handle.TryGetExit(out JobExit? exit)) job.Exit = exit;
                if (job != last && job.Exit!.ExitedAt >= before) continue;
                _jobs.Remove(node);
                ended.Add(job);
            }
        }

        if (ended.Count > 1) ended.Sort(static (left, right) => left.Exit!.ExitedAt.CompareTo(right.Exit!.ExitedAt));
        return ended;
    }
}
