using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>Turns on the thread pool.</summary>
internal sealed class PoolCallerRunner(CallerCore caller) : TurnRunner, IThreadPoolWorkItem
{
    public override void Wake() => caller.Host.Execute(this, preferLocal: true);

    void IThreadPoolWorkItem.Execute()
    {
        // Others of the pool come first when it has more to do than one turn.
        if (caller.RunTurn() == LoopTurn.More) caller.Host.Execute(this, preferLocal: false);
    }
}

/// <summary>Turns through somebody else's synchronization context, a user interface's say.</summary>
internal sealed class BoundCallerRunner(CallerCore caller, SynchronizationContext context) : TurnRunner
{
    private static readonly SendOrPostCallback Turn = static runner => ((BoundCallerRunner)runner!).RunTurn();

    public override void Wake()
    {
        try
        {
            context.Post(Turn, this);
        }
        catch (Exception e)
        {
            // Its loop is gone, so nothing will ever run there (CALL-26): what is left runs on the pool, and that is
            // the end.
            caller.ReportFailure("Its synchronization context", e);
            caller.Host.Execute(new ActionWork(RunTurn), preferLocal: false);
            caller.Host.Execute(new ActionWork(() => caller.Stop(force: true)), preferLocal: false);
        }
    }

    private void RunTurn()
    {
        if (caller.RunTurn() == LoopTurn.More) Wake();
    }
}
