namespace ActorScheduler.Actors;

/// <summary>Gives a Caller the thread for its turns. One turn at a time is asked for.</summary>
internal abstract class CallerRunner
{
    /// <summary>Asks for a turn; any thread. Never runs it inside the call.</summary>
    public abstract void Wake();

    /// <summary>Asks for the first turn, where the Caller is started by it.</summary>
    public virtual void Begin() => Wake();
}

/// <summary>Turns on the thread pool.</summary>
internal sealed class PoolCallerRunner(CallerCore caller) : CallerRunner, IThreadPoolWorkItem
{
    public override void Wake() => caller.Host.Execute(this, preferLocal: true);

    void IThreadPoolWorkItem.Execute()
    {
        // Others of the pool come first when it has more to do than one turn.
        if (caller.RunTurn() == CallerTurn.More) caller.Host.Execute(this, preferLocal: false);
    }
}

/// <summary>Turns through somebody else's synchronization context, a user interface's say.</summary>
internal sealed class BoundCallerRunner(CallerCore caller, SynchronizationContext context) : CallerRunner
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
        if (caller.RunTurn() == CallerTurn.More) Wake();
    }
}

/// <summary>How a turn ended.</summary>
internal enum CallerTurn : byte
{
    /// <summary>Nothing is left to do until somebody asks for another turn.</summary>
    Idle,

    /// <summary>There is more to do; nobody else will ask.</summary>
    More,

    /// <summary>The Caller has stopped.</summary>
    Stopped,
}
