namespace ActorScheduler;

/// <summary>
/// What cancellation means for a pending group: two settings of two values each, so four modes. A member that fails
/// always cancels the rest and is thrown, in every mode.
/// </summary>
public enum PendingGroupMode : byte
{
    /// <summary>A member's cancellation is ignored; a group that was canceled is left quietly.</summary>
    Ignore = 0,

    /// <summary>A member's cancellation cancels the group; a group that was canceled throws when it is left.</summary>
    CancelAndThrow = 1,

    /// <summary>A member's cancellation cancels the group; a group that was canceled is left quietly.</summary>
    CancelQuietly = 2,

    /// <summary>A member's cancellation is ignored; a group that was canceled throws when it is left.</summary>
    IgnoreAndThrow = 3,
}
