namespace ActorScheduler;

/// <summary>
/// How a scheduler stops. Every mode refuses new jobs at once and ends when nothing runs; a later call can only be
/// stricter.
/// </summary>
public enum StopMode : byte
{
    /// <summary>Everything accepted still runs.</summary>
    Drain,

    /// <summary>What runs may end by itself; what waits is canceled.</summary>
    CancelQueued,

    /// <summary>What waits is canceled; what runs is asked to cancel (processes: TERM, then KILL).</summary>
    CancelRunning,

    /// <summary>What waits is canceled; running processes are killed at once, delegates are asked to cancel.</summary>
    Kill,
}
