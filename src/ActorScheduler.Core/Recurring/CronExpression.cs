using System.Diagnostics.CodeAnalysis;
using ActorScheduler.Machines;

namespace ActorScheduler;

/// <summary>
/// A cron expression: five fields (minute, hour, day of month, month, day of week), or six with the second first.
/// Immutable and thread-safe; one that would never fire, like 30 February, is refused when it is parsed.
/// </summary>
/// <remarks>
/// <para>Each field is a list of values, ranges <c>a-b</c>, which may wrap around (<c>22-2</c>, <c>FRI-MON</c>), and
/// steps <c>*/n</c>, <c>a/n</c>, <c>a-b/n</c>. Months and days of the week have names of three letters; Sunday is 0 and
/// 7. Day of month knows <c>L</c> (the last), <c>L-3</c>, <c>15W</c> (the weekday nearest to the 15th, in its month)
/// and <c>LW</c>; day of week knows <c>5L</c> (the last Friday) and <c>5#2</c> (the second). <c>?</c> means <c>*</c>
/// there. When neither of the two begins with <c>*</c>, either of them suffices, as crontab(5) has it; otherwise both
/// must agree.</para>
/// <para>Also: <c>@yearly</c>, <c>@annually</c>, <c>@monthly</c>, <c>@weekly</c>, <c>@daily</c>, <c>@midnight</c>,
/// <c>@hourly</c>.</para>
/// <para>Where clocks are changed the hour field decides. Written with <c>*</c> or <c>/</c>, and naming more than one
/// hour, it is a rhythm: it fires whenever the clock on the wall shows a matching time, so twice in an hour that comes
/// twice, and not in one that is left out. Any other hour field is a fixed time: it fires once, the first time that the
/// clock shows it; a time that is left out fires at the moment that the clock jumps to.</para>
/// </remarks>
public sealed class CronExpression : IEquatable<CronExpression>
{
    private readonly CronFields _fields;
    private readonly string _text;

    private CronExpression(CronFields fields, string text) => (_fields, _text) = (fields, text);

    /// <summary>Reads an expression.</summary>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="CronFormatException">It is no cron expression, or would never fire; says where.</exception>
    public static CronExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new CronExpression(CronParser.Parse(text), text.Trim());
    }

    /// <summary>Reads an expression, or tells what is wrong with it.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="expression">The expression; null when it is none.</param>
    /// <param name="mistake">What is wrong, and where; null when nothing is.</param>
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        [NotNullWhen(true)] out CronExpression? expression,
        [NotNullWhen(false)] out string? mistake)
    {
        (expression, mistake) = (null, null);
        try
        {
            if (text is not null) expression = Parse(text);
            else mistake = "A cron expression must not be null.";
        }
        catch (CronFormatException e)
        {
            mistake = e.Message;
        }

        return mistake is null && expression is not null;
    }

    /// <summary>
    /// The first fire time after a moment, with the offset that the zone has then; null when there is none before the
    /// year 10000. Takes a time that does not grow with the distance of the two, except for days that are years apart.
    /// </summary>
    /// <param name="after">The moment; a fire time at this very moment is not given again.</param>
    /// <param name="zone">The zone whose clocks are meant.</param>
    public DateTimeOffset? GetNext(DateTimeOffset after, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var clock = new WallClock(zone);
        if (NextTicks(after.UtcTicks, clock) is not { } utc) return null;
        long offset = clock.OffsetAt(utc);
        // At the ends of the calendar the zone's own time may be none.
        if (utc + offset < 0 || utc + offset > WallClock.Latest) offset = 0;
        return new DateTimeOffset(utc + offset, new TimeSpan(offset));
    }

    /// <summary>The first fire time after a moment, both in ticks of UTC.</summary>
    internal long? NextTicks(long after, WallClock clock) => CronTimes.Next(_fields, clock, after);

    /// <summary>The text that it was made from.</summary>
    public override string ToString() => _text;

    /// <summary>True when both were made from the same text, letter case aside.</summary>
    public bool Equals(CronExpression? other) =>
        other is not null && string.Equals(_text, other._text, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CronExpression);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(_text);
}
