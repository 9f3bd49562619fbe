namespace ActorScheduler;

/// <summary>
/// How a pending group treats cancellation and time. Immutable and checked when set; share one instance freely.
/// </summary>
public sealed record PendingGroupOptions
{
    /// <summary>
    /// 10 s: longer than a member that heeds its token needs, short enough for a person who waits for the exit.
    /// </summary>
    public static readonly TimeSpan DefaultCancellationTimeout = TimeSpan.FromSeconds(10);

    /// <summary>All defaults.</summary>
    public static PendingGroupOptions Default { get; } = new();

    /// <summary>
    /// Both settings of cancellation in one: <see cref="CancelOnMemberCanceled"/> and <see cref="ThrowIfCanceled"/>.
    /// </summary>
    /// <value><see cref="PendingGroupMode.Ignore"/> by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">Not a mode.</exception>
    public PendingGroupMode Mode
    {
        get => (CancelOnMemberCanceled, ThrowIfCanceled) switch
        {
            (false, false) => PendingGroupMode.Ignore,
            (true, true) => PendingGroupMode.CancelAndThrow,
            (true, false) => PendingGroupMode.CancelQuietly,
            (false, true) => PendingGroupMode.IgnoreAndThrow,
        };
        init
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentOutOfRangeException(nameof(Mode), value, "Not a mode of a pending group.");
            CancelOnMemberCanceled = value is PendingGroupMode.CancelAndThrow or PendingGroupMode.CancelQuietly;
            ThrowIfCanceled = value is PendingGroupMode.CancelAndThrow or PendingGroupMode.IgnoreAndThrow;
        }
    }

    /// <summary>True when one member that is canceled cancels the whole group; false by default.</summary>
    public bool CancelOnMemberCanceled { get; init; }

    /// <summary>
    /// True when a group that was canceled throws as it is left; false, the default, leaves it quietly.
    /// </summary>
    public bool ThrowIfCanceled { get; init; }

    /// <summary>
    /// True when cancellation from outside does not reach the group: neither the token given to it nor an outer
    /// group's. False by default.
    /// </summary>
    public bool Shield { get; init; }

    /// <summary>
    /// Longest wait, on leaving, for members that were asked to cancel; then the group is left and reports those that
    /// have not ended. 10 s by default; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> waits for ever.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, and not infinite.</exception>
    public TimeSpan CancellationTimeout
    {
        get;
        init
        {
            if (value < TimeSpan.Zero && value != System.Threading.Timeout.InfiniteTimeSpan)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(CancellationTimeout), value, "CancellationTimeout must not be negative.");
            }

            field = value;
        }
    } = DefaultCancellationTimeout;

    /// <summary>
    /// Longest time for the whole group, from its start: then it is canceled. Null, the default, means no limit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or less.</exception>
    public TimeSpan? Timeout
    {
        get;
        init
        {
            if (value is { } t && t <= TimeSpan.Zero)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(Timeout), value, "A timeout must be longer than zero; null means none.");
            }

            field = value;
        }
    }
}
