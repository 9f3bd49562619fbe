namespace ActorScheduler;

/// <summary>Where a token came from, and so where it goes back to.</summary>
internal enum JobserverTokenKind : byte
{
    /// <summary>The first job of the process: free.</summary>
    Implicit,

    /// <summary>A byte out of the pipe.</summary>
    Byte,

    /// <summary>Given out of thin air because the jobserver is broken.</summary>
    Unlimited,
}
