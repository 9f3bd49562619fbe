namespace ActorScheduler.Machines;

/// <content>
/// The workers of <c>ToThread</c>: children with a thread each, one call at a time. Last in, first out, so that a
/// steady trickle keeps one warm and the others grow old (CALL-52).
/// </content>
internal sealed partial class CallerMachine
{
    // Most Callers have no workers, and then none of this.
    private List<IdleWorker>? _idle;
    private Queue<JobReference>? _forWorker;
    private int _workers;

    /// <summary>How many workers there are, idle and busy.</summary>
    public int WorkerCount => _workers;

    /// <summary>How many workers are idle.</summary>
    public int IdleWorkerCount => _idle?.Count ?? 0;

    /// <summary>
    /// Whether the oldest idle worker is to be looked at, and when; null when there is none or none grows too old.
    /// </summary>
    public long? NextSweep => _idle is { Count: > 0 } idle && options.IdleWorkerTimeout != Timeout.InfiniteTimeSpan
        ? Moments.After(idle[0].Since, options.IdleWorkerTimeout)
        : null;

    /// <summary>
    /// Finds a worker for a call. Neither worker nor new one means that it waits for one (it is remembered), as many as
    /// may are busy.
    /// </summary>
    public (SchedulerIdentity? Worker, bool MakeOne) Rent(JobReference call)
    {
        if (_idle is { Count: > 0 } idle)
        {
            SchedulerIdentity worker = idle[^1].Worker;
            idle.RemoveAt(idle.Count - 1);
            return (worker, false);
        }

        if (options.MaxWorkers is { } most && _workers >= most)
        {
            (_forWorker ??= new Queue<JobReference>()).Enqueue(call);
            return (null, false);
        }

        _workers++;
        return (null, true);
    }

    /// <summary>A call is about to be lent to a worker.</summary>
    public static void Lend(JobReference call, SchedulerIdentity worker) => call.Extra.Worker = worker;

    /// <summary>This worker gets a call of its parent; false when it stops.</summary>
    public bool Borrow(JobReference call)
    {
        if (_state >= CallerState.Stopping) return false;
        Lent = call;
        return true;
    }

    /// <summary>This worker's call has ended, or was canceled before it started; false when the worker stops.</summary>
    public bool GiveBack()
    {
        Lent = null;
        return _state < CallerState.Stopping;
    }

    /// <summary>
    /// A worker's call has ended (CALL-56): it gets the next that waits, or becomes idle, or is not needed and is to be
    /// stopped (CALL-51).
    /// </summary>
    public WorkerReturn Return(SchedulerIdentity worker, bool alive, long now)
    {
        if (!alive || _state >= CallerState.Stopping) return default;
        if (NextForWorker() is { } next) return new WorkerReturn(next, StopIt: false, SweepAt: null);
        if (IdleWorkerCount >= options.MaxIdleWorkers) return new WorkerReturn(null, StopIt: true, SweepAt: null);
        (_idle ??= []).Add(new IdleWorker(worker, now));
        return new WorkerReturn(null, StopIt: false, _idle.Count == 1 ? NextSweep : null);
    }

    /// <summary>Takes out the workers that have been idle for too long; they are to be stopped.</summary>
    public IReadOnlyList<SchedulerIdentity> Sweep(long now)
    {
        List<SchedulerIdentity> old = [];
        while (NextSweep is { } due && due <= now)
        {
            old.Add(_idle![0].Worker);
            _idle.RemoveAt(0);
        }

        return old;
    }

    private JobReference? WorkerGone(SchedulerIdentity worker)
    {
        _idle?.RemoveAll(w => ReferenceEquals(w.Worker, worker));
        _workers--;
        if (_state >= CallerState.Stopping || NextForWorker() is not { } next) return null;
        _workers++;
        return next;
    }

    private JobReference? NextForWorker()
    {
        while (_forWorker is not null && _forWorker.TryDequeue(out JobReference? call))
        {
            if (call.CurrentState == JobState.Waiting) return call;
        }

        return null;
    }

    private void ForgetWorkers()
    {
        _idle = null;
        _forWorker = null;
    }

    private readonly record struct IdleWorker(SchedulerIdentity Worker, long Since);
}

/// <summary>What to do with a worker that has come back; by default nothing.</summary>
/// <param name="Next">The call that it gets.</param>
/// <param name="StopIt">True when it is to be stopped.</param>
/// <param name="SweepAt">When to look for workers that are too old; null when somebody will look already.</param>
internal readonly record struct WorkerReturn(JobReference? Next, bool StopIt, long? SweepAt);
