namespace ActorScheduler;

/// <summary>What becomes of a fire time while a job of an earlier one waits or runs.</summary>
public enum OverlapPolicy
{
    /// <summary>
    /// It is left out, and counted. The default: a job that is slower than its period does not pile up.
    /// </summary>
    Skip,

    /// <summary>
    /// Its job is scheduled when the earlier one has ended. At most <see cref="RecurringOptions.MaxQueued"/> wait; one
    /// more is left out, and counted.
    /// </summary>
    Queue,

    /// <summary>Its job is scheduled at once, beside the earlier one.</summary>
    Allow,
}
