namespace ActorScheduler.Machines;

/// <summary>The fire times of a recurrence, in ticks of UTC. Pure: the same question has the same answer.</summary>
/// <param name="recurrence">What recurs.</param>
/// <param name="anchor">When it was scheduled: where a period without a start is counted from.</param>
internal sealed class FireTimes(Recurrence recurrence, long anchor)
{
    /// <summary>So many are counted one by one; who was away for longer learns of these at least.</summary>
    public const int CountLimit = 10_000;

    private readonly WallClock _clock = new(recurrence.Zone);

    /// <summary>The first one after a moment; null when there is none.</summary>
    public long? NextAfter(long moment)
    {
        if (recurrence.Expression is { } cron)
            return cron.NextTicks(Math.Max(moment, (recurrence.StartAt?.UtcTicks ?? 0) - 1), _clock);
        long period = recurrence.Period!.Value.Ticks;
        long first = First(period);
        if (moment < first) return first > WallClock.Latest ? null : first;
        long gone = (moment - first) / period;
        long last = first + gone * period;
        return last > WallClock.Latest - period ? null : last + period;
    }

    /// <summary>Those after one moment and not after another: how many, and the latest ones in their order.</summary>
    /// <remarks>What it costs is bounded, however long ago the first moment was.</remarks>
    public (long Count, long[] Latest) Between(long from, long to, int most)
    {
        if (recurrence.Period is { } period) return BetweenOfPeriod(from, to, most, period.Ticks);
        var latest = new Queue<long>();
        long count = 0;
        for (long? next = NextAfter(from); next <= to; next = NextAfter(next.Value))
        {
            if (count == CountLimit) return (count, Latest(from, to, most));
            count++;
            latest.Enqueue(next.Value);
            if (latest.Count > most) latest.Dequeue();
        }

        return (count, [.. latest]);
    }

    private long First(long period) =>
        recurrence.StartAt?.UtcTicks ?? anchor + Math.Min(period, long.MaxValue - anchor);

    private (long Count, long[] Latest) BetweenOfPeriod(long from, long to, int most, long period)
    {
        long first = First(period);
        if (to < first) return (0, []);
        long last = first + (to - first) / period * period;
        if (last <= from) return (0, []);
        long count = from < first ? (last - first) / period + 1 : (last - from + period - 1) / period;
        var latest = new long[Math.Min(count, most)];
        for (int i = 0; i < latest.Length; i++) latest[i] = last - (latest.Length - 1 - i) * period;
        return (count, latest);
    }

    // Halves the time that is looked at until just so many are left in it.
    private long[] Latest(long from, long to, int most)
    {
        long until = to;
        while (until - from > TimeSpan.TicksPerSecond)
        {
            long middle = from + (until - from) / 2;
            if (HasMore(middle, to, most)) from = middle;
            else until = middle;
        }

        var latest = new Queue<long>();
        for (long? next = NextAfter(from); next <= to; next = NextAfter(next.Value))
        {
            latest.Enqueue(next.Value);
            if (latest.Count > most) latest.Dequeue();
        }

        return [.. latest];
    }

    private bool HasMore(long from, long to, int most)
    {
        for (long? next = NextAfter(from); next <= to; next = NextAfter(next.Value))
        {
            if (most-- == 0) return true;
        }

        return false;
    }
}
