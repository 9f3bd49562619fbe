namespace ActorScheduler.Machines;

/// <summary>How a pending group is left, the first that applies.</summary>
internal enum PendingGroupFate : byte
{
    /// <summary>The body's own exception goes on (GRP-7).</summary>
    ThrowBody,

    /// <summary>The members' failures are thrown together (GRP-3, GRP-6).</summary>
    ThrowFailures,

    /// <summary>The cancellation is thrown.</summary>
    ThrowCanceled,

    /// <summary>Nothing is thrown.</summary>
    Quiet,
}
