namespace ActorScheduler;

/// <summary>How the fire times of a recurring job are treated. Immutable and checked when set.</summary>
public sealed record RecurringOptions
{
    /// <summary>Longer than a busy machine is late with a timer, shorter than what people call a missed time.</summary>
    public static readonly TimeSpan DefaultMisfireGrace = TimeSpan.FromSeconds(1);

    /// <summary>Enough for a night of quarters of an hour, and no flood.</summary>
    public const int DefaultMaxCatchUp = 100;

    /// <summary>Enough to get over a slow run; a job that is always too slow shows soon.</summary>
    public const int DefaultMaxQueued = 100;

    /// <summary>The most that <see cref="MaxCatchUp"/> and <see cref="MaxQueued"/> may be.</summary>
    public const int MostAtOnce = 10_000;

    /// <summary>How each job is treated. Its name is the recurring job's when it has none of its own.</summary>
    public JobOptions Job
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Job));
            field = value;
        }
    } = JobOptions.Default;

    /// <summary>What becomes of fire times that were missed: one job for all of them by default.</summary>
    public MisfirePolicy Misfire
    {
        get;
        init
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentOutOfRangeException(nameof(Misfire), value, "Not a policy for missed fire times.");
            field = value;
        }
    }

    /// <summary>How late a fire time may be noticed and still count as met, whatever the policy: 1 second.</summary>
    public TimeSpan MisfireGrace
    {
        get;
        init
        {
            if (value < TimeSpan.Zero)
                throw new ArgumentOutOfRangeException(nameof(MisfireGrace), value, "The grace must not be negative.");
            field = value;
        }
    } = DefaultMisfireGrace;

    /// <summary>How many fire times that have come at once get a job, from 1 to 10,000: 100. The latest ones.</summary>
    public int MaxCatchUp
    {
        get;
        init
        {
            if (value is < 1 or > MostAtOnce)
                throw new ArgumentOutOfRangeException(nameof(MaxCatchUp), value,
                    $"MaxCatchUp must be from 1 to {MostAtOnce}.");
            field = value;
        }
    } = DefaultMaxCatchUp;

    /// <summary>What becomes of a fire time while an earlier job has not ended: it is left out by default.</summary>
    public OverlapPolicy Overlap
    {
        get;
        init
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentOutOfRangeException(nameof(Overlap), value, "Not a policy for overlapping runs.");
            field = value;
        }
    }

    /// <summary>How many fire times may wait under <see cref="OverlapPolicy.Queue"/>, from 1 to 10,000: 100.</summary>
    public int MaxQueued
    {
        get;
        init
        {
            if (value is < 1 or > MostAtOnce)
                throw new ArgumentOutOfRangeException(nameof(MaxQueued), value,
                    $"MaxQueued must be from 1 to {MostAtOnce}.");
            field = value;
        }
    } = DefaultMaxQueued;
}
