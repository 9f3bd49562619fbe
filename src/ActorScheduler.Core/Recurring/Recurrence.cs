namespace ActorScheduler;

/// <summary>When something recurs: every so often, or by a cron expression. Immutable and thread-safe.</summary>
public sealed record Recurrence
{
    /// <summary>The shortest period: shorter ones are a loop, not a recurrence.</summary>
    public static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(1);

    private Recurrence()
    {
    }

    /// <summary>The period; null when it goes by a cron expression.</summary>
    public TimeSpan? Period { get; private init; }

    /// <summary>The cron expression; null when it goes by a period.</summary>
    public CronExpression? Expression { get; private init; }

    /// <summary>Whose clocks the cron expression means: UTC unless it was said.</summary>
    public TimeZoneInfo Zone { get; private init; } = TimeZoneInfo.Utc;

    /// <summary>
    /// There is no fire time before this moment. For a period it is the first one, and all others are counted from it;
    /// without it they are counted from the moment at which the recurring job was scheduled, which is none of them.
    /// </summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Every so often. Fire times do not drift: each is a whole number of periods after the first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Shorter than a millisecond.</exception>
    public static Recurrence Every(TimeSpan period)
    {
        if (period < ShortestPeriod)
            throw new ArgumentOutOfRangeException(nameof(period), period, "A period must be 1 ms or longer.");
        return new Recurrence { Period = period };
    }

    /// <summary>By a cron expression.</summary>
    /// <param name="expression">The expression; its form is that of <see cref="CronExpression"/>.</param>
    /// <param name="zone">Whose clocks it means; null means UTC.</param>
    /// <exception cref="CronFormatException">It is no cron expression, or would never fire; says where.</exception>
    public static Recurrence Cron(string expression, TimeZoneInfo? zone = null) =>
        Cron(CronExpression.Parse(expression), zone);

    /// <inheritdoc cref="Cron(string, TimeZoneInfo?)"/>
    public static Recurrence Cron(CronExpression expression, TimeZoneInfo? zone = null)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return new Recurrence { Expression = expression, Zone = zone ?? TimeZoneInfo.Utc };
    }

    /// <summary>As in <c>every 00:05:00</c> or <c>cron 0 4 * * MON (Europe/Berlin)</c>.</summary>
    public override string ToString() => Period is { } period ? $"every {period}" : $"cron {Expression} ({Zone.Id})";
}
