namespace ActorScheduler;

/// <summary>When a wait for several jobs is over.</summary>
public enum ReturnWhen : byte
{
    /// <summary>All have ended.</summary>
    All,

    /// <summary>One has ended, whatever its outcome.</summary>
    FirstCompleted,

    /// <summary>
    /// One has ended in another way than <see cref="JobOutcome.Completed"/>, or all have ended. A canceled one
    /// counts.
    /// </summary>
    FirstException,
}
