namespace ActorScheduler;

/// <summary>One group of a task pool, at one moment.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Count">How many jobs of the pool are inside.</param>
/// <param name="Waiting">How many jobs of the pool wait and name it.</param>
/// <param name="Limit">
/// The node's limit of the group or, when it has none, the pool's <see cref="TaskPoolOptions.DefaultLimit"/>; null for
/// no limit.
/// </param>
public sealed record TaskPoolGroup(GroupKey Key, int Count, int Waiting, int? Limit);
