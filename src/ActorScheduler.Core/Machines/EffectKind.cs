namespace ActorScheduler.Machines;

/// <summary>What a <see cref="SchedulerMachine"/> may want done.</summary>
internal enum EffectKind : byte
{
    /// <summary>Run an attempt of the target job; report its end.</summary>
    StartAttempt,

    /// <summary>Ask the target job's attempt to stop.</summary>
    CancelAttempt,

    /// <summary>Stop the target job's attempt by force where that can be done.</summary>
    KillAttempt,

    /// <summary>The target job has ended: settle its handle.</summary>
    ReportExit,

    /// <summary>The target job was accepted: tell those who wait for that.</summary>
    ReportAccepted,

    /// <summary>Wake the machine for the target job at moment Value: its timeout has passed.</summary>
    SetTimeout,

    /// <summary>Wake the machine for the target job at moment Value: its delay has passed.</summary>
    SetDelay,

    /// <summary>Take the target job's timer back.</summary>
    CancelTimer,

    /// <summary>Ask the target run's source for its next job.</summary>
    Pull,

    /// <summary>The target run has ended.</summary>
    RunEnded,

    /// <summary>Give the answer in the target to who waits for it.</summary>
    Answer,

    /// <summary>Everything before the target's mark has ended.</summary>
    DrainReached,

    /// <summary>The scheduler was stopped and nothing of it is left.</summary>
    Stopped,

    /// <summary>Read the load.</summary>
    ReadLoad,

    /// <summary>Wake the machine at moment Value to look at the load again.</summary>
    SetLoadTimer,

    /// <summary>Get one token of the jobserver.</summary>
    RequestToken,

    /// <summary>Give one token of the jobserver back.</summary>
    ReleaseToken,

    /// <summary>Send the target letter to the lender of a group.</summary>
    TellGroup,

    /// <summary>Let everybody see the target news of a recurring job.</summary>
    ShowRecurrence,
}
