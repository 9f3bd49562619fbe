namespace ActorScheduler.Runtime;

/// <summary>
/// A piece of work of a crew. Not the pool's interface for the same: every handle of a job is one, and users of handles
/// would see that.
/// </summary>
internal interface ICrewPiece
{
    /// <summary>Does it, on a thread of the crew.</summary>
    void Execute();
}
