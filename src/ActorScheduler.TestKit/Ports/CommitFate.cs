namespace ActorScheduler.TestKit.Ports;

/// <summary>What becomes of a commit that comes to a simulated store.</summary>
internal enum CommitFate
{
    /// <summary>It is committed.</summary>
    Succeeds,

    /// <summary>It fails, and nothing of it is there.</summary>
    FailsBefore,

    /// <summary>It is committed, and the answer is a failure.</summary>
    FailsAfter,

    /// <summary>It fails, and a part of it is there.</summary>
    FailsTorn,

    /// <summary>Its node crashes, and nothing of it is there.</summary>
    CrashesBefore,

    /// <summary>It is committed, and its node crashes before it hears of it.</summary>
    CrashesAfter,

    /// <summary>Its node crashes, and a part of it is there.</summary>
    CrashesTorn,
}
