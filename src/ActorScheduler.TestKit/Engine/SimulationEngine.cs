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
    private readonly List<IThreadPoolWorkItem> _ready = [];
    private readonly List<IEngineObserver> _observers = [];
    private readonly SimulationContext _context;
    private readonly int _thread = Environment.CurrentManagedThreadId;

    public SimulationEngine(ulong seed, SimulationOptions options)
    {
        Seed = seed;
        _options = options;
        _order = new Chance(seed, "order");
        Time = new VirtualTime(this, options.Start);
        Trace = new Trace(options.KeepTrace);
        _context = new SimulationContext(this);
        Tasks = new SimulationTasks(this);
    }

    public ulong Seed { get; }

    public VirtualTime Time { get; }

    public Trace Trace { get; }

    public long Step { get; private set; }

    public long Turns { get; private set; }

    /// <summary>True while an actor handles a message.</summary>
    public bool InTurn { get; private set; }

    /// <summary>What is wrong; null while nothing is.</summary>
    public SimulationException? Failure { get; private set; }

    public SynchronizationContext Context => _context;

    public TaskScheduler Tasks { get; }

    /// <summary>Changes what a turn does, for tests of the checks; null in every other simulation.</summary>
    public ISaboteur? Saboteur { get; set; }

    /// <summary>Decides before each turn whether the actor crashes; null when none does.</summary>
    public Func<string, bool>? Crashes { get; set; }

    public void Observe(IEngineObserver observer) => _observers.Add(observer);

    /// <summary>Lets something run in a later step.</summary>
    public void Post(IThreadPoolWorkItem item)
    {
        if (!IsInside("go on")) return;
        if (Saboteur?.RunsAtOnce(item) == true) item.Execute();
        else _ready.Add(item);
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
    public void Turn<TMessage>(string actor, Actor<TMessage> behaviour, TMessage message)
    {
        Turns++;
        Note(SimulationEventKind.Turn, actor, MessageText.Of(message));
        if (Crashes?.Invoke(actor) == true)
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
            IThreadPoolWorkItem item = _ready[chosen];
            _ready[chosen] = _ready[ready - 1];
            _ready.RemoveAt(ready - 1);
            Run(item);
        }

        EndStep();
        return true;
    }

    private void Run(IThreadPoolWorkItem item)
    {
        if (item is not ActorCell) Note(SimulationEventKind.Work, item.GetType().Name);
        // Only code of a user goes on through the context: what the library awaits must not depend on it.
        if (item is JobHandle or ListenerQueue or PullRun or SimulationContext.Continuation)
            SynchronizationContext.SetSynchronizationContext(_context);
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
        HostTimer timer = Time.TakeDue()!;
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
        foreach (IEngineObserver observer in _observers) observer.StepEnded();
        if (Step >= _options.MaxSteps) Fail($"It does not end: {Step} steps are the most that its options allow.");
        LookForEscapes(wait: false);
    }
}
