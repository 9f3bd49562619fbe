namespace ActorScheduler.Actors;

/// <summary>What a scheduler's actor is told. A value, not an object: two of them pass for every job.</summary>
/// <param name="Kind">Which message it is; it says what the other parts mean.</param>
/// <param name="Target">The job, run or waiter it is about.</param>
/// <param name="Detail">A reason, a group key or an exception.</param>
/// <param name="Number">A moment, an attempt, a limit or a mode.</param>
internal readonly record struct SchedulerMessage(SchedulerMessageKind Kind, object? Target = null, object? Detail = null, long Number = 0);
