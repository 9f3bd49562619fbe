namespace ActorScheduler.Client;

/// <summary>What came of asking for the output of a job that runs.</summary>
/// <param name="IsAnswered">False when nobody has answered in time.</param>
/// <param name="IsLive">False when the job has ended, or is not known.</param>
/// <param name="Output">The output so far; null when it does not come to the node.</param>
internal sealed record OutputReply(bool IsAnswered, bool IsLive = false, KeptOutput? Output = null);
