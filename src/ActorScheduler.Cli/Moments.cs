using System.Globalization;

namespace ActorScheduler.Cli;

/// <summary>
/// Moments as a person types them, with the year in front: a time without a day, or 3/4, would be another moment than
/// many people mean, and one that has passed starts a job at once.
/// </summary>
internal static class Moments
{
    /// <summary>What a wrong moment is told.</summary>
    public const string Expected = "a day and a time such as 2026-03-01T06:00 (local) or 2026-03-01T06:00Z";

    private static readonly string[] Forms =
    [
        .. from day in new[] { "yyyy-MM-dd'T'", "yyyy-MM-dd' '" }
           from time in new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF" }
           from zone in new[] { "", "zzz", "'Z'" }
           select day + time + zone,
    ];

    /// <summary>Reads one; null when it is none, or cannot be told.</summary>
    public static DateTimeOffset? Read(string text)
    {
        DateTimeStyles zone = text.EndsWith('Z') ? DateTimeStyles.AssumeUniversal : DateTimeStyles.AssumeLocal;
        return DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, zone, out DateTimeOffset moment)
            ? moment
            : null;
    }
}
