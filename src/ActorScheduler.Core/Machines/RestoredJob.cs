namespace ActorScheduler.Machines;

/// <summary>What an earlier life of a scheduler knew of a job that had not ended.</summary>
internal sealed record RestoredJob
{
    /// <summary>Its place among the others.</summary>
    public required long Order { get; init; }

    /// <summary>The epoch it belongs to.</summary>
    public required long Epoch { get; init; }

    public required long ScheduledAt { get; init; }

    public int Attempt { get; init; }

    public int LostAttempts { get; init; }

    public int Deaths { get; init; }

    /// <summary>When its pause before a retry ends; 0 for none.</summary>
    public long DelayedUntil { get; init; }

    /// <summary>When its last attempt started; 0 when there was none.</summary>
    public long StartedAt { get; init; }

    /// <summary>True when an attempt ran when the process died.</summary>
    public bool WasRunning { get; init; }

    public bool CancelRequested { get; init; }

    public IReadOnlyList<string> CancelReasons { get; init; } = [];
}
