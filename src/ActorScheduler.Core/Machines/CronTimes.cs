namespace ActorScheduler.Machines;

/// <summary>From times on a wall to moments: what becomes of those that come twice, or never.</summary>
internal static class CronTimes
{
    /// <summary>The first moment after another at which an expression fires; null when there is none.</summary>
    public static long? Next(CronFields fields, WallClock clock, long after) =>
        fields.IsRhythm ? NextOfRhythm(fields, clock, after) : NextFixed(fields, clock, after);

    // Each time fires at the first moment that stands for it. That order is the order of the times, so that the search
    // goes forward only.
    private static long? NextFixed(CronFields fields, WallClock clock, long after)
    {
        long wall = after + clock.OffsetAt(after);
        while (fields.NextAfter(wall) is { } time)
        {
            ClockChange change = clock.ChangeAround(time);
            long moment = change.FirstMomentOf(time);
            if (moment > after) return InRange(moment);
            // The second time round: what comes until its end has fired already.
            wall = Math.Max(time, change.WallBefore - 1);
        }

        return null;
    }

    private static long? NextOfRhythm(CronFields fields, WallClock clock, long after)
    {
        ClockChange near = clock.ChangeBetween(after, Math.Min(after + TimeSpan.TicksPerDay, WallClock.Latest));
        long wall = after + near.Before;
        if (!near.IsNone)
        {
            if (fields.NextAfter(wall) is not { } soon) return null;
            if (soon < near.WallBefore) return InRange(soon - near.Before);
            (wall, after) = (near.WallAfter - 1, near.At - 1);
        }

        while (fields.NextAfter(wall) is { } time)
        {
            ClockChange change = clock.ChangeAround(time);
            if (!change.LeavesOut(time))
            {
                long moment = change.FirstMomentOf(time);
                // Beyond the change already: this is the second time round.
                return InRange(moment > after ? moment : time - change.After);
            }

            wall = Math.Max(time, change.WallAfter - 1);
        }

        return null;
    }

    private static long? InRange(long moment) => moment > WallClock.Latest ? null : moment;
}
