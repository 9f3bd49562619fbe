namespace ActorScheduler;

/// <summary>
/// Where a Caller is in its life. It only ever moves on: <c>Created → Starting → Running → Stopping → Stopped</c>.
/// </summary>
public enum CallerState : byte
{
    /// <summary>Made, and not started. Calls are kept, in their order.</summary>
    Created,

    /// <summary>Asked to start; its thread has not come to it yet. Calls are kept, in their order.</summary>
    Starting,

    /// <summary>Runs calls.</summary>
    Running,

    /// <summary>
    /// Asked to stop: takes nothing more, and waits for its children and for what runs. Nobody finds it any more.
    /// </summary>
    Stopping,

    /// <summary>Nothing of it is left. Final.</summary>
    Stopped,
}
