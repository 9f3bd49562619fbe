namespace ActorScheduler;

/// <summary>Limits and rules of one scheduler. Immutable; every value is checked when it is set.</summary>
public sealed record SchedulerOptions
{
    /// <summary>
    /// How often a scheduler that the load holds back looks at the load again; short beside the minute that the load
    /// average looks back on.
    /// </summary>
    public static readonly TimeSpan DefaultLoadCheckInterval = TimeSpan.FromSeconds(5);

    /// <summary>How many jobs run at once at most; null means no limit. The number of processors by default.</summary>
    public int? MaxJobs
    {
        get;
        init
        {
            if (value is < 1)
                throw new ArgumentOutOfRangeException(nameof(MaxJobs), value,
                    "MaxJobs must be at least 1; null means no limit.");
            field = value;
        }
    } = Environment.ProcessorCount;

    /// <summary>
    /// Start nothing while the load is at least this (PORT-38) and a job of this scheduler runs: one job is always
    /// allowed (PORT-37). Null means no limit.
    /// </summary>
    public double? MaxLoad
    {
        get;
        init
        {
            if (value is { } load && !(load > 0 && double.IsFinite(load)))
                throw new ArgumentOutOfRangeException(nameof(MaxLoad), value,
                    "MaxLoad must be a number above 0; null means no limit.");
            field = value;
        }
    }

    /// <summary>The figure that <see cref="MaxLoad"/> is compared with.</summary>
    public LoadSignal LoadSignal
    {
        get;
        init
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentOutOfRangeException(nameof(LoadSignal), value, "Not a load signal.");
            field = value;
        }
    }

    /// <summary>
    /// How often the load is looked at again while it holds jobs back; null means only when a job ends (PORT-41).
    /// </summary>
    public TimeSpan? LoadCheckInterval
    {
        get;
        init
        {
            if (value is { } interval && interval <= TimeSpan.Zero)
                throw new ArgumentOutOfRangeException(nameof(LoadCheckInterval), value,
                    "LoadCheckInterval must be longer than zero; null means no timed check.");
            field = value;
        }
    } = DefaultLoadCheckInterval;

    /// <summary>What one job's failure means for the rest.</summary>
    public FailureMode FailureMode
    {
        get;
        init
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentOutOfRangeException(nameof(FailureMode), value, "Not a failure mode.");
            field = value;
        }
    }

    /// <summary>
    /// How many accepted jobs may wait; null means no limit. With 0 a job is accepted only when it can start at once:
    /// the blocking submit of duplicity, by <c>ScheduleAsync</c>; one with a delay is refused.
    /// </summary>
    public int? QueueCapacity
    {
        get;
        init
        {
            if (value is < 0)
                throw new ArgumentOutOfRangeException(nameof(QueueCapacity), value,
                    "QueueCapacity must not be negative; null means no limit.");
            field = value;
        }
    }

    /// <summary>
    /// Limits of groups that jobs may name; a group that is not here has no limit, 0 pauses a group (POOL-6).
    /// </summary>
    public IReadOnlyDictionary<GroupKey, int> GroupLimits
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(GroupLimits));
            foreach ((GroupKey key, int limit) in value)
            {
                if (limit < 0)
                    throw new ArgumentOutOfRangeException(nameof(GroupLimits), limit,
                        $"The limit of group '{key}' must not be negative.");
                if (key.IsAll)
                    throw new ArgumentException("The implicit group's limit is MaxJobs.", nameof(GroupLimits));
            }

            field = new Dictionary<GroupKey, int>(value);
        }
    } = new Dictionary<GroupKey, int>();

    /// <summary>
    /// Run each job on the caller's thread before <c>Schedule</c> returns, one after the other: duplicity's concurrency
    /// 0 (DUP-4 to DUP-6). Limits, load, groups and queue do not apply. Work that is asynchronous runs to its first
    /// await there.
    /// </summary>
    public bool RunInline { get; init; }

    /// <summary>
    /// Keep the jobs in the node's store: an accepted job survives the end of the process, by <c>kill -9</c> too. Only
    /// named jobs and processes can be kept. The scheduler's name is the name of its journal there. False by default.
    /// </summary>
    public bool Durable { get; init; }

    /// <summary>Keep the ends of what processes wrote together with their exits.</summary>
    internal bool KeepsOutput { get; init; } = true;

    /// <summary>
    /// Why a durable scheduler cancels the jobs of its earlier life, before anything starts; null when they go on. For
    /// an owner that hands in what is missing by itself, in its order.
    /// </summary>
    internal string? CancelsEarlierJobs { get; init; }

    /// <summary>A day: whoever looks in the morning finds what ran at night.</summary>
    public static readonly TimeSpan DefaultKeepExits = TimeSpan.FromDays(1);

    /// <summary>A million: some hundred megabytes at most of small results.</summary>
    public const int DefaultMaxKeptExits = 1_000_000;

    /// <summary>
    /// How long a durable scheduler keeps the exits of jobs, with their results, for those who ask later and for keys
    /// (<see cref="JobOptions.Key"/>). Zero keeps none. They are dropped some at a time: one may stay a sixteenth
    /// longer.
    /// </summary>
    public TimeSpan KeepExits
    {
        get;
        init
        {
            if (value < TimeSpan.Zero)
                throw new ArgumentOutOfRangeException(nameof(KeepExits), value, "KeepExits must not be negative.");
            field = value;
        }
    } = DefaultKeepExits;

    /// <summary>How many exits are kept at most; the oldest are dropped first, a sixteenth at a time.</summary>
    public int MaxKeptExits
    {
        get;
        init
        {
            if (value < 1)
                throw new ArgumentOutOfRangeException(nameof(MaxKeptExits), value, "MaxKeptExits must be at least 1.");
            field = value;
        }
    } = DefaultMaxKeptExits;

    /// <summary>
    /// What portage's scheduler does by default: one job at a time, no timed load check (PORT-35, PORT-41).
    /// </summary>
    public static SchedulerOptions Portage { get; } = new() { MaxJobs = 1, LoadCheckInterval = null };

    /// <summary>
    /// What duplicity's scheduler does: 0 runs inline; N runs N at once, refuses to queue (submit with
    /// <c>ScheduleAsync</c>), and the first failure closes it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The concurrency is negative (DUP-1).</exception>
    public static SchedulerOptions Duplicity(int concurrency)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(concurrency);
        return concurrency == 0
            ? new SchedulerOptions { RunInline = true, MaxJobs = 1 }
            : new SchedulerOptions { MaxJobs = concurrency, QueueCapacity = 0, FailureMode = FailureMode.FailEarly };
    }
}
