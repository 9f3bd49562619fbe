namespace ActorScheduler.Processes;

/// <summary>An attempt of a durable job that an earlier life of its scheduler has left running.</summary>
/// <param name="Job">The job.</param>
/// <param name="Processes">
/// Those that were written down. There may be none although one runs: it is written a moment after it was started.
/// </param>
internal sealed record LostAttempt(JobId Job, IReadOnlyList<ProcessIdentity> Processes);

/// <summary>What became of the processes of lost attempts.</summary>
/// <param name="Killed">Those that were there and were killed.</param>
/// <param name="Left">Those that are still there.</param>
internal sealed record LostProcesses(IReadOnlyList<int> Killed, IReadOnlyList<int> Left);
