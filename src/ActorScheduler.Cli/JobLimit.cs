namespace ActorScheduler.Cli;

/// <summary>How many jobs may run at once: a number, or no limit.</summary>
/// <param name="Count">At least 1; null means no limit.</param>
internal readonly record struct JobLimit(int? Count);
