namespace ActorScheduler;

/// <summary>How a pending group was left that threw nothing. Immutable.</summary>
public sealed record PendingGroupExit
{
    /// <summary>True when it was canceled, and left quietly.</summary>
    public required bool Canceled { get; init; }

    /// <summary>The reasons of all cancel requests, in their order.</summary>
    public required IReadOnlyList<string> CancelReasons { get; init; }

    /// <summary>
    /// Members that had not ended when <see cref="PendingGroupOptions.CancellationTimeout"/> had passed; they go on.
    /// </summary>
    public required IReadOnlyList<JobHandle> Unfinished { get; init; }
}
