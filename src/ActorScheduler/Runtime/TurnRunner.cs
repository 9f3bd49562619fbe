namespace ActorScheduler.Runtime;

/// <summary>Gives somebody the thread for his turns. One turn at a time is asked for.</summary>
internal abstract class TurnRunner
{
    /// <summary>Asks for a turn; any thread. Never runs it inside the call.</summary>
    public abstract void Wake();

    /// <summary>Asks for the first turn, where the turns are started by it.</summary>
    public virtual void Begin() => Wake();
}

/// <summary>How a turn ended.</summary>
internal enum LoopTurn : byte
{
    /// <summary>Nothing is left to do until somebody asks for another turn.</summary>
    Idle,

    /// <summary>There is more to do; nobody else will ask.</summary>
    More,

    /// <summary>There will be no other turn.</summary>
    Stopped,
}
