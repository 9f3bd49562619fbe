using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.JobLog;

namespace ActorScheduler.Cli.Run;

/// <summary>An entry of the job file, with what earlier runs mean for it.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Past">What is to be done with it; a barrier is never done.</param>
/// <param name="Key">Under which key it is to be scheduled; null when it has none.</param>
internal readonly record struct PlannedEntry(JobEntry Entry, PastOutcome Past, string? Key);
