using System.Globalization;

namespace ActorScheduler.Cli;

/// <summary>
/// Durations as a person types them: <c>250ms</c>, <c>10s</c>, <c>1.5m</c>, <c>2h</c>, <c>1d</c>; a plain number is
/// seconds.
/// </summary>
internal static class Durations
{
    /// <summary>What a wrong duration is told.</summary>
    public const string Expected = "a duration such as 250ms, 10s, 1.5m, 2h or 1d";

    /// <summary>The shortest that is longer than zero.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromTicks(1);

    /// <summary>No clock here has to count farther, and it stays far from the limits of every timer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(10_000);

    /// <summary>Reads one; false when it is none, negative, or longer than 10,000 days.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        int digits = text.Length;
        while (digits > 0 && char.IsAsciiLetter(text[digits - 1])) digits--;
        if (Unit(text.AsSpan(digits)) is not { } unit) return false;
        const NumberStyles Style = NumberStyles.AllowDecimalPoint;
        if (!double.TryParse(text.AsSpan(0, digits), Style, CultureInfo.InvariantCulture, out double count))
            return false;
        double ticks = Math.Round(count * unit.Ticks);
        if (!(ticks <= Longest.Ticks)) return false;
        duration = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    /// <summary>Writes one so that it can be read back: <c>90s</c>, <c>250ms</c>, <c>2h</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        (string unit, TimeSpan length) = duration.Ticks switch
        {
            var t when t % TimeSpan.TicksPerDay == 0 => ("d", TimeSpan.FromDays(1)),
            var t when t % TimeSpan.TicksPerHour == 0 => ("h", TimeSpan.FromHours(1)),
            var t when t % TimeSpan.TicksPerMinute == 0 => ("m", TimeSpan.FromMinutes(1)),
            var t when t % TimeSpan.TicksPerSecond == 0 => ("s", TimeSpan.FromSeconds(1)),
            _ => ("ms", TimeSpan.FromMilliseconds(1)),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{duration / length}{unit}");
    }

    private static TimeSpan? Unit(ReadOnlySpan<char> unit) => unit switch
    {
        "" or "s" => TimeSpan.FromSeconds(1),
        "ms" => TimeSpan.FromMilliseconds(1),
        "m" => TimeSpan.FromMinutes(1),
        "h" => TimeSpan.FromHours(1),
        "d" => TimeSpan.FromDays(1),
        _ => null,
    };
}
