namespace ActorScheduler;

/// <summary>The data of a named job cannot be handled. Only its own job fails of it.</summary>
public sealed class JobPayloadException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="error">What is wrong.</param>
    /// <param name="kind">The job's kind.</param>
    /// <param name="message">A sentence with the kind and the figures.</param>
    /// <param name="inner">The failure behind it, when there is one.</param>
    public JobPayloadException(JobPayloadError error, string kind, string message, Exception? inner = null)
        : base(message, inner)
    {
        Error = error;
        Kind = kind;
    }

    /// <summary>What is wrong.</summary>
    public JobPayloadError Error { get; }

    /// <summary>The job's kind.</summary>
    public string Kind { get; }

    /// <summary>How many bytes it has, when it is too large.</summary>
    public long? Size { get; init; }

    /// <summary>How many bytes it may have, when it is too large.</summary>
    public long? Limit { get; init; }
}
