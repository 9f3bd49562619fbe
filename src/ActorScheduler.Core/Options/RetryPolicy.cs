namespace ActorScheduler;

/// <summary>
/// Whether and when a failed attempt is followed by another. A canceled job is never tried again.
/// Immutable; a policy may be shared by any number of jobs.
/// </summary>
public sealed record RetryPolicy
{
    /// <summary>
    /// First pause of <see cref="Exponential"/>: long enough that a busy peer can recover, short enough not to be
    /// noticed once.
    /// </summary>
    public static readonly TimeSpan DefaultFirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause of <see cref="Exponential"/>.</summary>
    public static readonly TimeSpan DefaultMaxDelay = TimeSpan.FromMinutes(5);

    /// <summary>The most attempts that a policy may allow.</summary>
    public const int MostAttempts = ushort.MaxValue;

    private RetryPolicy() { }

    /// <summary>No second attempt.</summary>
    public static RetryPolicy None { get; } = new() { MaxAttempts = 1 };

    /// <summary>How many attempts there are at most, the first one included.</summary>
    public int MaxAttempts { get; private init; }

    /// <summary>The pause before the second attempt.</summary>
    public TimeSpan FirstDelay { get; private init; }

    /// <summary>How much longer each further pause is: 1 keeps them equal, 2 doubles them.</summary>
    public double Factor { get; private init; } = 1;

    /// <summary>No pause is longer than this.</summary>
    public TimeSpan MaxDelay { get; private init; }

    /// <summary>
    /// The part of each pause that is drawn by chance, 0 to 1, so that jobs that failed together do not come back
    /// together.
    /// </summary>
    public double Jitter { get; private init; }

    /// <summary>
    /// Says of an attempt's exception whether another attempt makes sense; null means always. It runs where the job
    /// ran, never in the scheduler. One that throws means no.
    /// </summary>
    public Func<Exception, bool>? ShouldRetry { get; init; }

    /// <summary>The same pause each time.</summary>
    /// <param name="maxAttempts">From 1 to <see cref="MostAttempts"/>, the first attempt included.</param>
    /// <param name="delay">The pause; zero by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one attempt, or a negative pause.</exception>
    public static RetryPolicy Fixed(int maxAttempts, TimeSpan delay = default) =>
        Create(maxAttempts, delay, 1, delay, 0);

    /// <summary>Pauses that grow by a factor, with jitter.</summary>
    /// <param name="maxAttempts">From 1 to <see cref="MostAttempts"/>, the first attempt included.</param>
    /// <param name="firstDelay">The pause before the second attempt; <see cref="DefaultFirstDelay"/> when null.</param>
    /// <param name="factor">Growth of each further pause, at least 1.</param>
    /// <param name="maxDelay">The longest pause; <see cref="DefaultMaxDelay"/> when null.</param>
    /// <param name="jitter">The part of each pause drawn by chance, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A figure is outside its range.</exception>
    public static RetryPolicy Exponential(int maxAttempts, TimeSpan? firstDelay = null, double factor = 2,
        TimeSpan? maxDelay = null, double jitter = 0.2) =>
        Create(maxAttempts, firstDelay ?? DefaultFirstDelay, factor, maxDelay ?? DefaultMaxDelay, jitter);

    /// <summary>The pause after the given number of failed attempts.</summary>
    /// <param name="failedAttempts">How many attempts have failed, at least 1.</param>
    /// <param name="chance">A number from 0 up to, not including, 1.</param>
    internal TimeSpan DelayAfter(int failedAttempts, double chance)
    {
        double ticks = FirstDelay.Ticks * Math.Pow(Factor, failedAttempts - 1);
        ticks = Math.Min(ticks, MaxDelay.Ticks);
        return TimeSpan.FromTicks((long)(ticks * (1 - (Jitter * chance))));
    }

    private static RetryPolicy Create(int maxAttempts, TimeSpan first, double factor, TimeSpan max, double jitter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxAttempts, MostAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThan(first, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, TimeSpan.Zero);
        if (!(factor >= 1))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factor must be at least 1.");
        if (!(jitter is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(jitter), jitter, "Jitter is a part, 0 to 1.");
        return new RetryPolicy { MaxAttempts = maxAttempts, FirstDelay = first, Factor = factor, MaxDelay = max,
            Jitter = jitter };
    }
}
