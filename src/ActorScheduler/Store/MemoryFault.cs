namespace ActorScheduler.Store;

/// <summary>What goes wrong with a commit to a <see cref="MemoryStore"/>.</summary>
internal enum MemoryFault : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is not committed, and its owner hears of a failure.</summary>
    Before,

    /// <summary>It is committed, and its owner hears of a failure.</summary>
    After,

    /// <summary>A part of it is written, as by a disk that loses power, and its owner hears of a failure.</summary>
    Torn,
}
