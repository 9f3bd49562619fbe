namespace ActorScheduler;

/// <summary>What becomes of a job that a task pool has no room for.</summary>
public enum WhenFull
{
    /// <summary>It is refused: its function is never called (POOL-18, POOL-19).</summary>
    Refuse,

    /// <summary>It waits, first come, first served in each of its groups.</summary>
    Wait,
}
