namespace ActorScheduler.Core.Tests.Machines.Model;

/// <summary>
/// Something wrong between the machine and the model, to show that the model notices: what the machine is told, or what it
/// wants done, is tampered with.
/// </summary>
internal enum Fault
{
    None,

    /// <summary>The machine hears of a barrier after the next job.</summary>
    BarrierLate,

    /// <summary>The machine does not hear of a lower number of jobs.</summary>
    MaxJobsUntold,

    /// <summary>The machine does not hear of a higher number of jobs.</summary>
    MoreJobsUntold,

    /// <summary>A group stays paused to the end.</summary>
    PauseKept,

    /// <summary>The statistics count one job more.</summary>
    Miscounted,

    /// <summary>Attempts are not asked to stop.</summary>
    CancelLost,

    /// <summary>The machine does not hear of a group's lower limit.</summary>
    GroupLimitUntold,

    /// <summary>The machine hears of every failure as a success.</summary>
    FailureUntold,

    /// <summary>The machine does not hear that it is to stop.</summary>
    StopUntold,

    /// <summary>The machine hears of a lighter load than there is.</summary>
    LoadUntold,

    /// <summary>The machine knows other priorities.</summary>
    PriorityUntold,

    /// <summary>The machine does not know what a job runs after.</summary>
    AfterUntold,

    /// <summary>The machine believes that each delay has passed at once.</summary>
    DelayCut,

    /// <summary>The model thinks that jobs at the door came in the other order.</summary>
    DoorTurned,

    /// <summary>Each exit is reported twice.</summary>
    ExitTwice,

    /// <summary>Some exits are not reported.</summary>
    ExitLost,

    /// <summary>Each acceptance is reported twice.</summary>
    AcceptedTwice,

    /// <summary>Starts are reported twice.</summary>
    StartTwice,

    /// <summary>Some starts are not carried out.</summary>
    StartLost,

    /// <summary>Timers are not taken back.</summary>
    TimerKept,

    /// <summary>Tokens are not given back.</summary>
    TokenKept,

    /// <summary>A drain is reached at once.</summary>
    DrainEarly,

    /// <summary>Drains are not reached.</summary>
    DrainLost,

    /// <summary>Runs do not end.</summary>
    RunEndLost,

    /// <summary>The scheduler does not say that it has stopped.</summary>
    StoppedLost,

    /// <summary>A source is asked although there is no slot.</summary>
    PullEarly,
}
