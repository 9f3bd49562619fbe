namespace ActorScheduler.Actors;

/// <summary>What a scheduler's actor is told. A small value, not an object: two of them pass for every job.</summary>
/// <param name="Kind">Which message it is; it says what the target is.</param>
/// <param name="Target">The job, run or waiter it is about, or a <see cref="SchedulerCommand"/>.</param>
internal readonly record struct SchedulerMessage(SchedulerMessageKind Kind, object? Target = null);

/// <summary>The content of the messages that need more than a target.</summary>
/// <param name="Target">The job, run or waiter it is about.</param>
/// <param name="Detail">A reason, a group key, a job or a figure.</param>
/// <param name="Number">An attempt, a limit or a mode.</param>
internal sealed record SchedulerCommand(object? Target = null, object? Detail = null, long Number = 0);
