using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.TestKit.Engine;

/// <summary>The host of a simulated node: gives turns, time, chance and threads from the simulation.</summary>
internal sealed class SimulatedHost(SimulationEngine engine, string node) : IActorHost
{
    private readonly Chance _numbers = new(engine.Seed, node);

    public long Now => engine.Time.Now;

    public TimeProvider Time => engine.Time;

    // One message, one step: whoever else could be next may come between any two.
    public int TurnBudget => 1;

    public TaskScheduler Tasks => engine.Tasks;

    public ulong NextRandom() => _numbers.Next();

    public ActorRef<TMessage> Spawn<TMessage>(
        string name, Func<Actor<TMessage>> create, Action<Exception>? failed = null)
    {
        var self = new SimulatedRef<TMessage>(engine, name);
        var cell = new MailboxCell<TMessage>(
            name, this, parent: null, () => new SimulatedActor<TMessage>(engine, self, name, create()),
            Supervision.Stop, failed);
        self.Bind(cell.Self);
        cell.Start();
        return self;
    }

    public void Stop<TMessage>(ActorRef<TMessage> actor) =>
        MailboxCell<TMessage>.CellOf(SimulatedRef<TMessage>.Real(actor)).Send(Signal.Stop);

    public void Activate(ActorCell cell) => engine.Post(cell);

    public void Execute(IThreadPoolWorkItem item, bool preferLocal) => engine.Post(item);

    public TurnRunner CreateThread(string name, Func<LoopTurn> turn) => new SimulatedThread(engine, turn);

    public void SetTimer(HostTimer timer, long due) => engine.Time.Set(timer, due);

    public void CancelTimer(HostTimer timer) => engine.Time.Cancel(timer);

    public void ReportFailure(string where, Exception exception)
    {
        if (!engine.IsInside("report a failure")) return;
        engine.Note(SimulationEventKind.FailureReported, where, exception.Message);
        if (exception is InvariantException) engine.Fail($"{where}: {exception.Message}", exception);
    }

    public void Dispose()
    {
        // Its time and threads are the simulation's, which goes on.
    }
}
