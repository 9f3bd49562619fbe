namespace ActorScheduler;

/// <summary>What is wrong with a store.</summary>
public enum StoreError : byte
{
    /// <summary>It cannot be reached, or gives an error of its own. It may work again later.</summary>
    Unavailable,

    /// <summary>Another process holds it for too long. It may work again later.</summary>
    Busy,

    /// <summary>There is no room. It works again when there is.</summary>
    Full,

    /// <summary>It may not be written.</summary>
    ReadOnly,

    /// <summary>What is in it is not what was written.</summary>
    Damaged,

    /// <summary>It was written by a newer release.</summary>
    NewerFormat,

    /// <summary>It is no store of ActorScheduler.</summary>
    NotAStore,

    /// <summary>Somebody else has taken the scheduler over.</summary>
    Fenced,

    /// <summary>A commit before this one failed.</summary>
    OutOfOrder,

    /// <summary>It was disposed.</summary>
    Closed,

    /// <summary>What was to be taken in is there already.</summary>
    AlreadyThere,
}
