namespace ActorScheduler.Client;

/// <summary>What came of asking why a job does not run.</summary>
/// <param name="IsAnswered">False when nobody has answered in time.</param>
/// <param name="Explanation">The answer; null when the job has ended, or is not known.</param>
internal sealed record WhyReply(bool IsAnswered, JobExplanation? Explanation = null);
