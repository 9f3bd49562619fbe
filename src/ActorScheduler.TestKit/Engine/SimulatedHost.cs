using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.TestKit.Engine;

/// <summary>The host of a simulated node: gives turns, time, chance and threads from the simulation.</summary>
internal sealed class SimulatedHost : IActorHost
{
    private readonly SimulationEngine _engine;
    private readonly Chance _numbers;

    public SimulatedHost(SimulationEngine engine, string node)
    {
        _engine = engine;
        _numbers = new Chance(engine.Seed, node);
        Name = node;
        Context = new SimulationContext(engine, this);
    }

    /// <summary>The node's name.</summary>
    public string Name { get; }

    /// <summary>The node has crashed: nothing of it runs any more, and nothing that it wants is done.</summary>
    public bool IsGone { get; set; }

    /// <summary>Where awaits in the code of this node's jobs go on.</summary>
    public SimulationContext Context { get; }

    public long Now => _engine.Time.Now;

    public TimeProvider Time => _engine.Time;

    // One message, one step: whoever else could be next may come between any two.
    public int TurnBudget => 1;

    public TaskScheduler Tasks => _engine.Tasks;

    public ulong NextRandom() => _numbers.Next();

    public ActorRef<TMessage> Spawn<TMessage>(
        string name, Func<Actor<TMessage>> create, Action<Exception>? failed = null, Crew? crew = null)
    {
        var self = new SimulatedRef<TMessage>(_engine, name);
        var cell = new MailboxCell<TMessage>(
            name, this, parent: null, () => new SimulatedActor<TMessage>(_engine, self, create()),
            Supervision.Stop, failed);
        self.Bind(cell.Self);
        cell.Start();
        return self;
    }

    public void Stop<TMessage>(ActorRef<TMessage> actor) =>
        MailboxCell<TMessage>.CellOf(SimulatedRef<TMessage>.Real(actor)).Send(Signal.Stop);

    public void Activate(ActorCell cell) => _engine.Post(cell, this);

    public void Execute(IThreadPoolWorkItem item, bool preferLocal) => _engine.Post(item, this);

    public Crew CreateCrew() => new SimulatedCrew(_engine, this);

    public TurnRunner CreateThread(string name, Func<LoopTurn> turn) => new SimulatedThread(_engine, this, turn);

    public void SetTimer(HostTimer timer, long due) => _engine.Time.Set(timer, due, this);

    public void CancelTimer(HostTimer timer) => _engine.Time.Cancel(timer);

    public void ReportFailure(string where, Exception exception)
    {
        if (IsGone || !_engine.IsInside("report a failure")) return;
        _engine.Note(SimulationEventKind.FailureReported, where, exception.Message);
        if (exception is InvariantException) _engine.Fail($"{where}: {exception.Message}", exception);
    }

    public void Dispose()
    {
        // Its time and threads are the simulation's, which goes on.
    }
}
