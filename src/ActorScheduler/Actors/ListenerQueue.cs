namespace ActorScheduler.Actors;

/// <summary>
/// The start and exit listeners of one job: called one after the other on the host's threads, start before exit, in
/// order of registration, each at most once. Thread-safe.
/// </summary>
internal sealed class ListenerQueue(JobHandle job) : IThreadPoolWorkItem
{
    private readonly object _gate = new();
    private readonly Queue<Subscription> _due = new();
    private List<Subscription>? _onStart = [];
    private List<Subscription>? _onExit = [];
    private bool _running;

    public IDisposable AddStart(Action<JobHandle> listener) =>
        Add(ref _onStart, job.Attempt > 0 || job.IsCompleted, listener, () => listener(job));

    public IDisposable AddExit(Action<JobExit> listener) =>
        Add(ref _onExit, job.IsCompleted, listener, () => listener(job.CreateExit()));

    /// <summary>The first attempt starts. Further calls do nothing.</summary>
    public void ReportStart()
    {
        lock (_gate) Fire(ref _onStart);
    }

    /// <summary>The job has ended; <paramref name="afterwards"/> runs when all listeners have been called.</summary>
    public void ReportExit(Action afterwards)
    {
        lock (_gate)
        {
            Fire(ref _onStart);     // one that never started tells its start listeners first (PORT-23)
            Fire(ref _onExit);
            _due.Enqueue(new Subscription(afterwards));
            Run();
        }
    }

    public void Execute()
    {
        while (true)
        {
            Subscription next;
            lock (_gate)
            {
                if (_due.Count == 0)
                {
                    _running = false;
                    return;
                }

                next = _due.Dequeue();
            }

            try
            {
                next.Call();
            }
            catch (Exception e)
            {
                job.Core.Host.ReportFailure($"A listener of job {job.Name ?? job.Id.ToString()} failed", e);
            }
        }
    }

    private Subscription Add(ref List<Subscription>? waiting, bool happened, Delegate listener, Action call)
    {
        lock (_gate)
        {
            // The same listener twice before the event is called once (PORT-21).
            if (!happened && waiting?.Find(s => listener.Equals(s.Listener)) is { } known) return known;
            var subscription = new Subscription(call, listener);
            if (happened || waiting is null)
            {
                if (waiting is not null) Fire(ref waiting);
                _due.Enqueue(subscription);
                Run();
            }
            else
            {
                waiting.Add(subscription);
            }

            return subscription;
        }
    }

    private void Fire(ref List<Subscription>? waiting)
    {
        if (waiting is null) return;
        foreach (Subscription subscription in waiting) _due.Enqueue(subscription);
        waiting = null;
        if (_due.Count > 0) Run();
    }

    private void Run()
    {
        if (_running) return;
        _running = true;
        job.Core.Host.Execute(this, preferLocal: false);
    }

    private sealed class Subscription(Action call, Delegate? listener = null) : IDisposable
    {
        private Action? _call = call;

        public Delegate? Listener => listener;

        public void Call() => Interlocked.Exchange(ref _call, null)?.Invoke();

        public void Dispose() => Volatile.Write(ref _call, null);
    }
}
