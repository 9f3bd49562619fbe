namespace ActorScheduler;

/// <summary>
/// What becomes of fire times that were missed: nothing looked at the clock until <see
/// cref="RecurringOptions.MisfireGrace"/> after them, because the machine slept, was too busy, or its clock jumped.
/// </summary>
public enum MisfirePolicy
{
    /// <summary>One job makes up for all that were missed; it gets the latest of them. The default.</summary>
    FireOnce,

    /// <summary>They are left out, and counted.</summary>
    Skip,

    /// <summary>
    /// Each gets its job, in order, up to <see cref="RecurringOptions.MaxCatchUp"/> of them: the latest ones.
    /// </summary>
    FireAll,
}
