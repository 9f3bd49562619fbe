namespace ActorScheduler;

/// <summary>
/// Where a job is in its life. The arrows are in <c>Machines/JobLifecycle</c>:
/// <c>Delayed → Waiting → Running → (Canceling) → Completed | Failed | Canceled | Lost</c>.
/// </summary>
public enum JobState : byte
{
    /// <summary>
    /// Handed to the scheduler, which has not looked at it yet, or holds it at the door until there is room.
    /// </summary>
    Submitted,

    /// <summary>Accepted; waits for its delay or for the pause before a retry to pass. The timer moves it on.</summary>
    Delayed,

    /// <summary>
    /// Accepted; waits for a slot, its groups, the load, a barrier or earlier jobs. Admission moves it on.
    /// </summary>
    Waiting,

    /// <summary>An attempt runs. Its exit, or a cancel, moves it on.</summary>
    Running,

    /// <summary>An attempt runs and was asked to stop. Its exit moves it on.</summary>
    Canceling,

    /// <summary>Ended well. Final.</summary>
    Completed,

    /// <summary>Its last attempt failed or timed out. Final.</summary>
    Failed,

    /// <summary>Was canceled, before it started or while it ran. Final.</summary>
    Canceled,

    /// <summary>
    /// What became of its attempt is not known, because the scheduler or node that ran it is gone. Final.
    /// </summary>
    Lost,

    /// <summary>Was refused at the door and never accepted. Final.</summary>
    Rejected,
}
