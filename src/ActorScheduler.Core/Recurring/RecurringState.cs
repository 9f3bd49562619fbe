namespace ActorScheduler;

/// <summary>Where a recurring job is in its life.</summary>
public enum RecurringState
{
    /// <summary>Its next fire time will have a job.</summary>
    Active,

    /// <summary>Fire times pass without a job until it is resumed, and are not made up for.</summary>
    Paused,

    /// <summary>
    /// No fire time is left, or it was canceled, or its scheduler takes no more jobs, in this process when it is a
    /// durable one. Jobs that it has scheduled go on.
    /// </summary>
    Ended,
}
