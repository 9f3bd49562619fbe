using ActorScheduler.Actors;
using ActorScheduler.Runtime;

namespace ActorScheduler.TestKit.Engine;

/// <summary>
/// Runs everything of one simulation on one thread, a step at a time: a turn, a piece of work or a timer, which of
/// those that could be next being drawn from the seed. When nothing is left to run, time leaps to the next timer.
/// </summary>
internal sealed partial class SimulationEngine
{
    private readonly SimulationOptions _options;
    private readonly Chance _order;
    private readonly List<(IThreadPoolWorkItem Item, SimulatedHost? Host)> _ready = [];
    private readonly List<IEngineObserver> _observers = [];
    private readonly SimulationContext _context;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private volatile object? _running;

    public SimulationEngine(ulong seed, SimulationOptions options)
    {
        Seed = seed;
        _options = options;
        _order = new Chance(seed, "order");
        Time = new VirtualTime(this, options.Start);
        Trace = new Trace(options.KeepTrace);
        _context = new SimulationContext(this, host: null);
        Tasks = new SimulationTasks(this);
    }

    public ulong Seed { get; }

    public VirtualTime Time { get; }

    public Trace Trace { get; }

    public long Step { get; private set; }

    public long Turns { get; private set; }

    /// <summary>What runs in the present step; null between steps. For those who look on from another thread.</summary>
    public object? Running => _running;

    /// <summary>The node whose code runs in the present step; null for the test's own, and for nobody's.</summary>
    public SimulatedHost? Current { get; private set; }

    /// <summary>True while an actor handles a message.</summary>
    public bool InTurn { get; private set; }

    /// <summary>What is wrong; null while nothing is.</summary>
    public SimulationException? Failure { get; private set; }

    public SynchronizationContext Context => _context;

    public TaskScheduler Tasks { get; }

    /// <summary>Changes what a turn does, for tests of the checks; null in every other simulation.</summary>
    public ISaboteur? Saboteur { get; set; }

    /// <summary>
    /// Decides before each turn whether the actor crashes, by its ref and its name; null when none does.
    /// </summary>
    public Func<object, string, bool>? Crashes { get; set; }

    public void Observe(IEngineObserver observer) => _observers.Add(observer);

    /// <summary>Lets something run in a later step.</summary>
    /// <param name="item">What to run.</param>
    /// <param name="host">The node that it belongs to and ends with; null when it is the test's own.</param>
    public void Post(IThreadPoolWorkItem item, SimulatedHost? host)
    {
        if (!IsInside("go on") || host?.IsGone == true) return;
        if (Saboteur?.RunsAtOnce(item) == true) item.Execute();
        else _ready.Add((item, host));
    }

    /// <summary>Ends a node where it stands: what it would have done next, now or later, is never done.</summary>
    public void Crash(SimulatedHost host)
    {
        host.IsGone = true;
        _ready.RemoveAll(ready => ready.Host == host);
        Time.CancelAll(host);
    }

    /// <summary>Notes an event.</summary>
    public void Note(SimulationEventKind kind, string subject, string? detail = null)
    {
        var e = new SimulationEvent(Step, Time.Elapsed, kind, subject, detail);
        Trace.Add(e);
        foreach (IEngineObserver observer in _observers) observer.Happened(e);
    }

    /// <summary>Notes what is wrong: the first counts, and ends the simulation with this step.</summary>
    public void Fail(string problem, Exception? inner = null) =>
        Failure ??= new SimulationException(problem, Seed, Step, Trace.Last(), _options.Replay, inner)
        {
            Trace = Trace.Text,
        };

    /// <summary>Runs steps until the task has ended, or something is wrong.</summary>
    public void RunUntil(Task end)
    {
        while (Failure is null && !end.IsCompleted)
        {
            if (!RunStep() && !GetOn()) ReportStall();
        }

        while (Failure is null && _ready.Count > 0) RunStep();
    }

    /// <summary>A turn of an actor.</summary>
    public void Turn<TMessage>(SimulatedRef<TMessage> self, Actor<TMessage> behaviour, TMessage message)
    {
        string actor = self.Name;
        Turns++;
        Note(SimulationEventKind.Turn, actor, MessageText.Of(message));
        if (Crashes?.Invoke(self, actor) == true)
        {
            Note(SimulationEventKind.Fault, actor, "crashes");
            foreach (IEngineObserver observer in _observers) observer.ActorCrashes(behaviour);
            throw new SimulatedCrashException(actor);
        }

        foreach (IEngineObserver observer in _observers) observer.TurnBegins(behaviour, message);
        InTurn = true;
        try
        {
            if (Saboteur is not { } saboteur)
            {
                behaviour.Receive(message);
            }
            else if (saboteur.BeforeTurn(behaviour, message))
            {
                behaviour.Receive(message);
                saboteur.AfterTurn(behaviour);
            }
        }
        finally
        {
            InTurn = false;
        }
    }

    // False when nothing can run at this moment.
    private bool RunStep()
    {
        int ready = _ready.Count;
        bool timerIsDue = Time.NextDue <= Time.Now;
        int candidates = timerIsDue ? ready + 1 : ready;
        if (candidates == 0) return false;
        int chosen = candidates == 1 ? 0 : _order.Below(candidates);
        Step++;
        if (chosen == ready)
        {
            FireTimer();
        }
        else
        {
            (IThreadPoolWorkItem item, SimulatedHost? host) = _ready[chosen];
            _ready[chosen] = _ready[ready - 1];
            _ready.RemoveAt(ready - 1);
            Run(item, host);
        }

        EndStep();
        return true;
    }

    private void Run(IThreadPoolWorkItem item, SimulatedHost? host)
    {
        object work = item is PieceWork wrapped ? wrapped.Piece : item;
        _running = work;
        Current = host;
        if (work is not ActorCell) Note(SimulationEventKind.Work, work.GetType().Name);
        // Only code of a user goes on through the context: what the library awaits must not depend on it.
        if (work is JobHandle or ListenerQueue or PullRun or SimulationContext.Continuation)
            SynchronizationContext.SetSynchronizationContext(host?.Context ?? _context);
        try
        {
            // Turns of others do not follow on this thread: each is a step.
            if (item is ActorCell cell) cell.RunTurns();
            else item.Execute();
        }
        catch (Exception e)
        {
            Fail($"Nobody caught what was thrown: {e.Message}", e);
        }
    }

    private void FireTimer()
    {
        HostTimer timer = Time.TakeDue(out SimulatedHost? owner)!;
        _running = timer;
        Current = owner;
        Note(SimulationEventKind.TimerFired, timer.GetType().Name);
        try
        {
            timer.Fire();
        }
        catch (Exception e)
        {
            Fail($"A timer's callback threw: {e.Message}", e);
        }
    }

    private void EndStep()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        ExecutionContext.Restore(AmbientJob.Default);
        Current = null;
        foreach (IEngineObserver observer in _observers) observer.StepEnded();
        if (Step >= _options.MaxSteps) Fail($"It does not end: {Step} steps are the most that its options allow.");
        LookForEscapes(wait: false);
        _running = null;
    }
}
