namespace ActorScheduler.Machines;

/// <summary>What the reader of a <see cref="CompletionOrder{T}"/> gets next.</summary>
internal enum CompletionStep : byte
{
    /// <summary>An item that has ended.</summary>
    Item,

    /// <summary>Nothing yet.</summary>
    Wait,

    /// <summary>The source has failed.</summary>
    Fail,

    /// <summary>All was given.</summary>
    End,
}
