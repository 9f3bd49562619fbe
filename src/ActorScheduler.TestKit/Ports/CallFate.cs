namespace ActorScheduler.TestKit.Ports;

/// <summary>What becomes of a call to a simulated store that is no commit.</summary>
internal enum CallFate
{
    /// <summary>It is answered.</summary>
    Succeeds,

    /// <summary>It fails, and nothing was done.</summary>
    FailsBefore,

    /// <summary>It is done, or begun, and fails.</summary>
    FailsAfter,
}
