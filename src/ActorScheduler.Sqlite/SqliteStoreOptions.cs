namespace ActorScheduler;

/// <summary>How a <see cref="SqliteStore"/> uses its file. Immutable; every value is checked when it is set.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>Long enough for another process's largest commit.</summary>
    public static readonly TimeSpan DefaultBusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Short beside what a person notices.</summary>
    public static readonly TimeSpan DefaultPollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How long the first of several commits waits for others to share its write to the disk. Zero, the default, still
    /// shares: what comes during one write goes into the next together. A delay saves the disk and costs time.
    /// </summary>
    public TimeSpan CommitDelay
    {
        get;
        init
        {
            if (value < TimeSpan.Zero || value > TimeSpan.FromSeconds(1))
                throw new ArgumentOutOfRangeException(nameof(CommitDelay), value,
                    "CommitDelay must be from zero to one second.");
            field = value;
        }
    }

    /// <summary>How long to wait for another process that writes to the file.</summary>
    public TimeSpan BusyTimeout
    {
        get;
        init
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromMinutes(5))
                throw new ArgumentOutOfRangeException(nameof(BusyTimeout), value,
                    "BusyTimeout must be longer than zero and at most five minutes.");
            field = value;
        }
    } = DefaultBusyTimeout;

    /// <summary>
    /// How often to look whether another process has left letters, while somebody waits for some: a scheduler for jobs
    /// that others submit, for example. It costs a few microseconds each time.
    /// </summary>
    public TimeSpan PollInterval
    {
        get;
        init
        {
            if (value < TimeSpan.FromMilliseconds(1) || value > TimeSpan.FromMinutes(1))
                throw new ArgumentOutOfRangeException(nameof(PollInterval), value,
                    "PollInterval must be from a millisecond to a minute.");
            field = value;
        }
    } = DefaultPollInterval;

    /// <summary>
    /// Look through the whole file for damage when it is opened. For a gigabyte that takes from less than one second,
    /// when rows are long, to three, when they are short, besides reading it from the disk. Rows are checked in any
    /// case when they are read.
    /// </summary>
    public bool CheckIntegrity { get; init; } = true;

    /// <summary>
    /// Settings of SQLite that each connection begins with, behind the store's own; read anew for each.
    /// </summary>
    internal IReadOnlyList<string> Pragmas { get; init; } = [];
}
