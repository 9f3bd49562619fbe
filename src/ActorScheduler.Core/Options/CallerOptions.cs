namespace ActorScheduler;

/// <summary>
/// How a Caller behaves. Immutable and checked when set; children take their parent's unless they are given their own.
/// </summary>
public sealed record CallerOptions
{
    /// <summary>
    /// How many idle workers are kept by default: enough for a burst to be warm, few enough not to matter (CALL-51).
    /// </summary>
    public const int DefaultMaxIdleWorkers = 10;

    /// <summary>How long an idle worker is kept by default (CALL-53).</summary>
    public static readonly TimeSpan DefaultIdleWorkerTimeout = TimeSpan.FromSeconds(60);

    /// <summary>All defaults.</summary>
    public static CallerOptions Default { get; } = new();

    /// <summary>
    /// True when only a forced stop stops it (CALL-18). Children are not protected because their parent is.
    /// </summary>
    public bool Protected { get; init; }

    /// <summary>
    /// False for a Caller that starts with <c>Start</c> or <c>RunAsync</c>; until then it keeps its calls.
    /// </summary>
    public bool AutoStart { get; init; } = true;

    /// <summary>
    /// How many idle workers of <c>ToThread</c> are kept for the next call; one more is stopped. From 0.
    /// </summary>
    public int MaxIdleWorkers
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MaxIdleWorkers));
            field = value;
        }
    } = DefaultMaxIdleWorkers;

    /// <summary>
    /// How long a worker may be idle before it is stopped; <see cref="Timeout.InfiniteTimeSpan"/> for ever. The worker
    /// that was used last is used first, so that those that are not needed grow old (CALL-52).
    /// </summary>
    public TimeSpan IdleWorkerTimeout
    {
        get;
        init
        {
            if (value <= TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(IdleWorkerTimeout),
                    value,
                    "It must be longer than zero; Timeout.InfiniteTimeSpan means for ever.");
            }

            field = value;
        }
    } = DefaultIdleWorkerTimeout;

    /// <summary>
    /// How many workers there may be, idle and busy; what needs one more waits. Null, the default, means no limit
    /// (CALL-50).
    /// </summary>
    public int? MaxWorkers
    {
        get;
        init
        {
            if (value is < 1)
                throw new ArgumentOutOfRangeException(
                    nameof(MaxWorkers), value, "There must be at least 1; null means no limit.");
            field = value;
        }
    }
}
