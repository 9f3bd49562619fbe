namespace ActorScheduler.TestKit;

/// <summary>What happened in a step of a simulation.</summary>
public enum SimulationEventKind
{
    /// <summary>An actor handled a message; the subject is the actor, the detail the message.</summary>
    Turn,

    /// <summary>A piece of work that is not a turn ran: a job's code, a listener, a continuation.</summary>
    Work,

    /// <summary>A timer fired at its time.</summary>
    TimerFired,

    /// <summary>A job came to a scheduler; the subject is the job.</summary>
    JobScheduled,

    /// <summary>A scheduler accepted a job.</summary>
    JobAccepted,

    /// <summary>An attempt of a job was started; the detail is the number of the attempt.</summary>
    JobStarted,

    /// <summary>An attempt of a job failed, and another follows.</summary>
    AttemptFailed,

    /// <summary>A job that runs was asked to cancel.</summary>
    CancelRequested,

    /// <summary>A job has ended; the detail is its outcome.</summary>
    JobEnded,

    /// <summary>A barrier was raised.</summary>
    BarrierRaised,

    /// <summary>A limit was changed.</summary>
    LimitSet,

    /// <summary>A scheduler was stopped; the detail is the mode.</summary>
    SchedulerStopped,

    /// <summary>A simulated process did something; the subject is its program.</summary>
    Process,

    /// <summary>A fault was put in.</summary>
    Fault,

    /// <summary>A failure that nobody else is told of, as it would go to the log.</summary>
    FailureReported,

    /// <summary>What the test itself noted.</summary>
    Note,

    /// <summary>A commit came to the store; the subject is the scheduler, the detail what became of it.</summary>
    Commit,

    /// <summary>A node was started, or has crashed; the subject is the node.</summary>
    Node,
}
