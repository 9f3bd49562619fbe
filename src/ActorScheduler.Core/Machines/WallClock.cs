namespace ActorScheduler.Machines;

/// <summary>
/// The clock on a wall of a zone. Moments are ticks of UTC, times are ticks of what the wall shows. Only one question
/// is asked of the zone, its offset at a moment, so that gaps, overlaps and moved zones follow from one rule.
/// </summary>
internal readonly struct WallClock(TimeZoneInfo zone)
{
    /// <summary>The latest moment there is.</summary>
    public static readonly long Latest = DateTime.MaxValue.Ticks;

    /// <summary>No clock is farther from UTC; and no zone that is known changes twice in so short a time.</summary>
    public static readonly long FarthestOffset = TimeSpan.FromHours(15).Ticks;

    /// <summary>How far the zone's clocks are ahead of UTC at a moment.</summary>
    public long OffsetAt(long utc)
    {
        if (ReferenceEquals(zone, TimeZoneInfo.Utc)) return 0;
        return zone.GetUtcOffset(new DateTime(Math.Clamp(utc, 0, Latest), DateTimeKind.Utc)).Ticks;
    }

    /// <summary>The change of the clocks nearest to a time on the wall, when there is one within half a day.</summary>
    public ClockChange ChangeAround(long wall) => ChangeBetween(wall - FarthestOffset, wall + FarthestOffset);

    /// <summary>The change of the clocks in a span of at most a few days.</summary>
    public ClockChange ChangeBetween(long from, long to)
    {
        long before = OffsetAt(from), after = OffsetAt(to);
        if (before == after) return new ClockChange(Latest, before, before);
        while (to - from > 1)
        {
            long middle = from + (to - from) / 2;
            if (OffsetAt(middle) == before) from = middle;
            else to = middle;
        }

        return new ClockChange(to, before, OffsetAt(to));
    }
}
