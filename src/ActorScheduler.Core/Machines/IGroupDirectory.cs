namespace ActorScheduler.Machines;

/// <summary>
/// Which groups of a node have a limit. A user asks when a job names a group that it does not know. Thread-safe.
/// </summary>
internal interface IGroupDirectory
{
    /// <summary>The terms of a group; null when it has no limit, and then it needs nobody's permit.</summary>
    GroupTerms? Find(GroupKey key);
}
