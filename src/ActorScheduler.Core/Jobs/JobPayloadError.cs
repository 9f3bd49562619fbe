namespace ActorScheduler;

/// <summary>What is wrong with the data of a named job.</summary>
public enum JobPayloadError : byte
{
    /// <summary>The node has no handler for its kind, or only for an older version of its data.</summary>
    UnknownKind,

    /// <summary>Its data cannot be read.</summary>
    Unreadable,

    /// <summary>Its data, or its result, cannot be written.</summary>
    Unwritable,

    /// <summary>Its data, or its result, is larger than it may be.</summary>
    TooLarge,
}
