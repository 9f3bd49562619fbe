namespace ActorScheduler.TestKit;

/// <summary>How a commit to a <see cref="SimulatedStore"/> fails.</summary>
public enum StoreFault
{
    /// <summary>It is not committed, and its scheduler hears of a failure.</summary>
    Before,

    /// <summary>It is committed, and its scheduler hears of a failure all the same.</summary>
    After,

    /// <summary>A part of it is written, as to a disk that fails midway, and its scheduler hears of it.</summary>
    Torn,
}
