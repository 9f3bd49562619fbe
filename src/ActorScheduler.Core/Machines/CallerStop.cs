namespace ActorScheduler.Machines;

/// <summary>What a stop of a Caller wants done, in this order.</summary>
internal sealed class CallerStop
{
    /// <summary>Calls that have not started and were canceled: to be settled.</summary>
    public List<JobReference> Canceled { get; } = [];

    /// <summary>Calls that run: their tokens are to be canceled. Open queues are among them.</summary>
    public List<JobReference> Asked { get; } = [];

    /// <summary>The parent's call that runs here: its owner is to do with it what a stop does.</summary>
    public JobReference? Lent { get; init; }

    /// <summary>Children: to be stopped by force.</summary>
    public List<SchedulerIdentity> Children { get; } = [];
}

/// <summary>What a cancel of a call wants done.</summary>
internal enum CallerCancel : byte
{
    /// <summary>It has ended before.</summary>
    Nothing,

    /// <summary>It ended by this: settle its handle.</summary>
    Settle,

    /// <summary>It runs: cancel its token.</summary>
    Ask,
}
