namespace ActorScheduler;

/// <summary>How a job ended.</summary>
public enum JobOutcome : byte
{
    /// <summary>Ended well: the work returned, or the process ended with exit code 0.</summary>
    Completed,

    /// <summary>
    /// The last attempt threw, timed out, could not be started, or its process ended with another exit code than 0.
    /// </summary>
    Failed,

    /// <summary>Canceled before it started, or a delegate that was asked to cancel.</summary>
    Canceled,

    /// <summary>What became of it is not known: the scheduler or node that ran it is gone.</summary>
    Lost,

    /// <summary>Refused: never accepted and never run.</summary>
    Rejected,
}
