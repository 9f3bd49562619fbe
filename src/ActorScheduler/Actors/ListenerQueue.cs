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
        Add(ref _onStart, job.Attempt > 0, listener, () => listener(job));

    public IDisposable AddExit(Action<JobExit> listener) =>
        Add(ref _onExit, happened: false, listener, () => listener(job.CreateExit()));

    /// <summary>The first attempt starts. Further calls do nothing.</summary>
    public void ReportStart()
    {
        lock (_gate) Fire(ref _onStart);
    }

    /// <summary>The job has ended; <paramref name="afterwards"/> runs when all listeners have been called.</summary>
    public void ReportExit(Action? afterwards = null)
    {
        lock (_gate)
        {
            Fire(ref _onStart);     // one that never started tells its start listeners first (PORT-23)
            Fire(ref _onExit);
            if (afterwards is null) return;
            _due.Enqueue(new Subscription(this, afterwards));
            Run();
        }
    }

    public void Execute()
    {
        SynchronizationContext? home = SynchronizationContext.Current;
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

            // Each in a context of its own: what one sets, the next does not see.
            ExecutionContext.Run(AmbientJob.Default, static s => ((Subscription)s!).Call(), next);
            if (SynchronizationContext.Current != home) SynchronizationContext.SetSynchronizationContext(home);
        }
    }

    private Subscription Add(ref List<Subscription>? waiting, bool happened, Delegate listener, Action call)
    {
        lock (_gate)
        {
            if (job.IsCompleted)
            {
                // The end may be seen here before it is reported: the order of the kinds is kept all the same.
                happened = true;
                Fire(ref _onStart);
            }

            // The same listener twice before the event is called once (PORT-21).
            if (!happened && waiting?.Find(s => listener.Equals(s.Listener)) is { } known) return known;
            var subscription = new Subscription(this, call, listener);
            if (happened || waiting is null)
            {
                Fire(ref waiting);
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

    private void Forget(Subscription subscription)
    {
        lock (_gate)
        {
            if (_onStart?.Remove(subscription) != true) _onExit?.Remove(subscription);
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

    private void ReportFailure(Exception exception) =>
        job.Core.Host.ReportFailure($"A listener of job {job.Name ?? job.Id.ToString()} failed", exception);

    private sealed class Subscription(ListenerQueue queue, Action call, Delegate? listener = null) : IDisposable
    {
        private Action? _call = call;

        public Delegate? Listener => listener;

        public void Call()
        {
            try
            {
                Interlocked.Exchange(ref _call, null)?.Invoke();
            }
            catch (Exception e)
            {
                queue.ReportFailure(e);
            }
        }

        public void Dispose()
        {
            Volatile.Write(ref _call, null);
            queue.Forget(this);
        }
    }
}
