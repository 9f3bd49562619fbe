namespace ActorScheduler;

/// <summary>What a wait for several jobs found: each job once, in the order in which they were given.</summary>
/// <typeparam name="TJob">The kind of handle.</typeparam>
/// <param name="Done">Those that had ended.</param>
/// <param name="NotDone">The others; they go on.</param>
public sealed record WaitResult<TJob>(IReadOnlyList<TJob> Done, IReadOnlyList<TJob> NotDone)
    where TJob : JobHandle;
