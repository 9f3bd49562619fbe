namespace ActorScheduler;

/// <summary>Limits of one task pool. Immutable; every value is checked when it is set.</summary>
public sealed record TaskPoolOptions
{
    /// <summary>
    /// How many jobs of the pool run at once at most: the limit of the implicit group <see cref="GroupKey.All"/>
    /// (POOL-2). Null, the default, means no limit; 0 lets nothing start.
    /// </summary>
    public int? MaxTasks
    {
        get;
        init
        {
            if (value is < 0)
                throw new ArgumentOutOfRangeException(nameof(MaxTasks), value,
                    "MaxTasks must not be negative; null means no limit.");
            field = value;
        }
    }

    /// <summary>
    /// How many jobs of the pool may be in any one group that has no limit of its own (POOL-3). Null, the default,
    /// means no limit. It never applies to the implicit group.
    /// </summary>
    public int? DefaultLimit
    {
        get;
        init
        {
            if (value is < 0)
                throw new ArgumentOutOfRangeException(nameof(DefaultLimit), value,
                    "DefaultLimit must not be negative; null means no limit.");
            field = value;
        }
    }
}
