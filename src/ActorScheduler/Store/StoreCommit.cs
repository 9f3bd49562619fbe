namespace ActorScheduler.Store;

/// <summary>
/// What goes into a store in one piece: facts under a fence and, with them, perhaps a snapshot that stands for all
/// facts up to here, after which the older ones are dropped. What the facts came from and what comes of them goes
/// along: letters that were consumed, exits that are kept, letters to others.
/// </summary>
internal abstract class StoreCommit
{
    /// <summary>The journal.</summary>
    public required string Journal { get; init; }

    /// <summary>The epoch under which it was opened: the fence.</summary>
    public required long Epoch { get; init; }

    /// <summary>The position that the first fact follows.</summary>
    public long After { get; protected set; }

    /// <summary>How many facts.</summary>
    public int Count { get; protected set; }

    /// <summary>The facts, each with its length before it. Unchanged until the commit has completed.</summary>
    public abstract ReadOnlyMemory<byte> Facts { get; }

    /// <summary>The pieces of a snapshot as of the last fact; null for none.</summary>
    public virtual IReadOnlyList<ReadOnlyMemory<byte>>? Snapshot => null;

    /// <summary>Exits to keep; one of the same job and segment is replaced.</summary>
    public virtual IReadOnlyList<KeptExit> Exits => [];

    /// <summary>Exits of segments below this one are dropped; 0 for none.</summary>
    public virtual long FirstSegment => 0;

    /// <summary>Letters that have had their effect: they are dropped.</summary>
    public virtual IReadOnlyList<long> Consumed => [];

    /// <summary>Letters that have none: they are set aside.</summary>
    public virtual IReadOnlyList<BadLetter> SetAside => [];

    /// <summary>Letters to others.</summary>
    public virtual IReadOnlyList<Letter> Letters => [];

    /// <summary>
    /// It is in the store for good, or failed; a failure does not say that it is not there. Called once for each time
    /// that it was handed in, on the store's thread: it may only post a message. From then on the store does not touch
    /// the commit: its owner may fill it anew.
    /// </summary>
    public abstract void Completed(StoreException? failure);
}
