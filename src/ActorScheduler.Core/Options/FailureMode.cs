namespace ActorScheduler;

/// <summary>What the failure of one job means for the others of its scheduler.</summary>
public enum FailureMode : byte
{
    /// <summary>It is counted, and the rest goes on (PORT-49).</summary>
    CountAndContinue,

    /// <summary>
    /// The first failure closes the scheduler for good: what waits is canceled, what comes is refused with that
    /// failure, what runs is left alone (DUP-22 to DUP-25).
    /// </summary>
    FailEarly,

    /// <summary>As <see cref="FailEarly"/>, and what runs is asked to cancel.</summary>
    CancelRest,
}
