namespace ActorScheduler;

/// <summary>
/// What becomes of a job of a durable scheduler whose attempt was cut off by the end of its node.
/// </summary>
public enum LostPolicy : byte
{
    /// <summary>It runs again: its work bears being done twice.</summary>
    RunAgain,

    /// <summary>It ends as <see cref="JobOutcome.Lost"/>: nobody knows how far it came.</summary>
    Fail,
}
