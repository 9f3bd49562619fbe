namespace ActorScheduler;

/// <summary>
/// The jobs of a task pool and their groups, at one moment. Two snapshots are equal when all their figures are.
/// </summary>
public sealed record TaskPoolSnapshot
{
    /// <summary>Jobs that run: the count of <see cref="GroupKey.All"/>.</summary>
    public int Running { get; init; }

    /// <summary>Jobs that wait for room.</summary>
    public int Waiting { get; init; }

    /// <summary>How many jobs may run; null for no limit.</summary>
    public int? MaxTasks { get; init; }

    /// <summary>
    /// The groups that jobs name, in the order of their names. Groups without jobs are not kept (POOL-14).
    /// </summary>
    public IReadOnlyList<TaskPoolGroup> Groups { get; init; } = [];

    /// <summary>Equality of all figures.</summary>
    public bool Equals(TaskPoolSnapshot? other) =>
        other is not null && Running == other.Running && Waiting == other.Waiting && MaxTasks == other.MaxTasks
        && Groups.SequenceEqual(other.Groups);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Running, Waiting, MaxTasks, Groups.Count);
}
