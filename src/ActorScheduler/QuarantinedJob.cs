namespace ActorScheduler;

/// <summary>
/// A job of a durable scheduler that was set aside, because the process that ran it died three times: it does not run
/// again by itself. Immutable.
/// </summary>
public sealed record QuarantinedJob
{
    /// <summary>The job.</summary>
    public required JobId JobId { get; init; }

    /// <summary>Its name, when it has one.</summary>
    public string? Name { get; init; }

    /// <summary>The kind of a named job, or the command of a process.</summary>
    public required string Work { get; init; }

    /// <summary>How often its process died.</summary>
    public int Deaths { get; init; }

    /// <summary>When it was set aside.</summary>
    public DateTimeOffset QuarantinedAt { get; init; }
}
