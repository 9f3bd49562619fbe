namespace ActorScheduler.Machines;

/// <summary>Where a pending group is in its life.</summary>
internal enum PendingGroupState : byte
{
    /// <summary>Made and not entered: may take members and may be canceled. Entering moves it on.</summary>
    Created,

    /// <summary>Its body runs. The body's end moves it on.</summary>
    Open,

    /// <summary>
    /// Its body has ended; waits for members, also for those that join meanwhile. The last one's exit moves it on.
    /// </summary>
    Leaving,

    /// <summary>Nothing about it changes any more. Final.</summary>
    Left,
}
