namespace ActorScheduler;

/// <summary>
/// How a scheduler treats one job. Immutable and checked when set; share one instance between jobs freely.
/// </summary>
public sealed record JobOptions
{
    /// <summary>The farthest that <see cref="Priority"/> may be from 0.</summary>
    public const int MaxPriority = 100;

    /// <summary>All defaults.</summary>
    public static JobOptions Default { get; } = new();

    /// <summary>A name for logs, statistics and people; need not be unique.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Jobs with a higher number start first; first come, first served inside one number. A priority never passes a
    /// barrier.
    /// It also counts between all schedulers and pools that share a group with a limit.
    /// From -100 to 100, 0 by default. A steady stream of urgent jobs can hold the others back for ever.
    /// </summary>
    public int Priority
    {
        get;
        init
        {
            if (value is < -MaxPriority or > MaxPriority)
                throw new ArgumentOutOfRangeException(nameof(Priority), value,
                    $"Priority must be from {-MaxPriority} to {MaxPriority}.");
            field = value;
        }
    }

    /// <summary>
    /// Groups that must all have room, besides the scheduler's own limit. Naming one twice counts once (POOL-16).
    /// </summary>
    public IReadOnlyList<GroupKey> Groups
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Groups));
            field = Distinct(value);
        }
    } = [];

    /// <summary>
    /// Earlier jobs of the same scheduler that must all have completed first. When one of them ends in another way,
    /// this job is canceled and never runs.
    /// </summary>
    public IReadOnlyList<JobReference> After
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(After));
            foreach (JobReference job in value) ArgumentNullException.ThrowIfNull(job, nameof(After));
            field = [.. value.Distinct()];
        }
    } = [];

    /// <summary>Longest time that one attempt may run, counted from its start; null means no limit.</summary>
    public TimeSpan? Timeout
    {
        get;
        init
        {
            if (value is { } t && t <= TimeSpan.Zero)
                throw new ArgumentOutOfRangeException(nameof(Timeout), value,
                    "A timeout must be longer than zero; null means none.");
            field = value;
        }
    }

    /// <summary>Shortest time between scheduling and the first start; zero or less means none.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// Earliest moment of the first start; null means none. With a <see cref="Delay"/> as well, the later of the two.
    /// It is told by the node's clock, which is set when the node starts and counts true time from there: when the
    /// wall's clock is set afterwards, or the machine sleeps, the job is early or late by as much. A recurring job
    /// follows the wall.
    /// </summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>The fire time of a recurring job; null for any other.</summary>
    internal DateTimeOffset? FireTime { get; init; }

    /// <summary>The number of the durable recurring job that it is a job of; 0 for any other.</summary>
    internal long RecurrenceId { get; init; }

    /// <summary>What to do when an attempt fails; no second attempt by default.</summary>
    public RetryPolicy Retry
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Retry));
            field = value;
        }
    } = RetryPolicy.None;

    /// <summary>
    /// Which pending groups and managers of its submitter it joins; all by default. One that it does not join is
    /// unknown to the code that it runs, too (MGR-6).
    /// </summary>
    public JobTrackers Trackers
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Trackers));
            field = value;
        }
    } = JobTrackers.All;

    /// <summary>
    /// What becomes of the job of a durable scheduler when its attempt is cut off by the end of its node. Null means
    /// <see cref="LostPolicy.RunAgain"/> for named jobs and <see cref="LostPolicy.Fail"/> for processes. Of no effect
    /// on other schedulers.
    /// </summary>
    public LostPolicy? OnLost
    {
        get;
        init
        {
            if (value is { } policy && !Enum.IsDefined(policy))
                throw new ArgumentOutOfRangeException(nameof(OnLost), value, "Not a policy for lost attempts.");
            field = value;
        }
    }

    /// <summary>Longest key.</summary>
    public const int MaxKeyLength = 200;

    /// <summary>
    /// Names the work itself, for durable schedulers: while a job of this key is there, or its exit is kept
    /// (<see cref="SchedulerOptions.KeepExits"/>), scheduling another one runs nothing, and its handle tells of that
    /// job. So it is safe to schedule again what may have been scheduled before. The job's id follows from the
    /// scheduler's name and the key (<see cref="JobId.ForKey"/>).
    /// </summary>
    public string? Key
    {
        get;
        init
        {
            if (value is not null && value.Length is 0 or > MaxKeyLength)
                throw new ArgumentException(
                    $"A key has from 1 to {MaxKeyLength} characters; null means none.", nameof(Key));
            field = value;
        }
    }

    /// <summary>Words of your own that travel with the job and its exit.</summary>
    public IReadOnlyDictionary<string, string>? Tags
    {
        get;
        init => field = value is null ? null : new Dictionary<string, string>(value, StringComparer.Ordinal);
    }

    // By hand: jobs name few groups, and this is done for many jobs.
    private static GroupKey[] Distinct(IReadOnlyList<GroupKey> keys)
    {
        var distinct = new GroupKey[keys.Count];
        int count = 0;
        HashSet<GroupKey>? seen = keys.Count > 16 ? [] : null;
        for (int i = 0; i < distinct.Length; i++)
        {
            GroupKey key = keys[i];
            if (key.IsAll || !(seen?.Add(key) ?? !distinct.AsSpan(0, count).Contains(key))) continue;
            distinct[count++] = key;
        }

        return count == distinct.Length ? distinct : distinct[..count];
    }
}
