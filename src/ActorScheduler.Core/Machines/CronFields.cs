using System.Numerics;

namespace ActorScheduler.Machines;

/// <summary>
/// The times on a wall that an expression names, as sets of bits. Knows nothing of zones. A month's days are one set,
/// so that finding the next day is one instruction, however odd the rule.
/// </summary>
internal sealed record CronFields
{
    private const uint AllDays = 0xFFFF_FFFE;

    /// <summary>Seconds, from bit 0.</summary>
    public ulong Seconds { get; init; }

    /// <summary>Minutes, from bit 0.</summary>
    public ulong Minutes { get; init; }

    /// <summary>Hours, from bit 0.</summary>
    public uint Hours { get; init; }

    /// <summary>Months, from bit 1.</summary>
    public uint Months { get; init; }

    /// <summary>The day of the month.</summary>
    public CronDays Days { get; init; } = new();

    /// <summary>The day of the week.</summary>
    public CronWeekdays Weekdays { get; init; } = new();

    /// <summary>True when it fires whenever the wall shows its time; false for times that come once a day.</summary>
    public bool IsRhythm { get; init; }

    /// <summary>True when there is a day on which it fires. There are fourteen kinds of years.</summary>
    public bool CanFire()
    {
        // 2000 to 2027 hold every weekday as a 1 January, in common years and in leap years.
        for (int year = 2000; year < 2028; year++)
        {
            for (int month = 1; month <= 12; month++)
            {
                if ((Months >> month & 1) != 0 && DaysOf(year, month) != 0) return true;
            }
        }

        return false;
    }

    /// <summary>The days of a month on which it fires, from bit 1.</summary>
    public uint DaysOf(int year, int month)
    {
        int length = DateTime.DaysInMonth(year, month);
        int first = (int)new DateTime(year, month, 1).DayOfWeek;
        uint inMonth = AllDays & (uint)((1ul << (length + 1)) - 1);
        uint days = Days.In(length, first);
        uint weekdays = Weekdays.In(length, first);
        return (Days.HasStar || Weekdays.HasStar ? days & weekdays : days | weekdays) & inMonth;
    }

    /// <summary>The first time on the wall after another, in ticks; null when the calendar ends first.</summary>
    public long? NextAfter(long ticks)
    {
        if (ticks > WallClock.Latest - TimeSpan.TicksPerSecond) return null;
        long next = ticks - ticks % TimeSpan.TicksPerSecond + TimeSpan.TicksPerSecond;
        var from = new DateTime(ticks < 0 ? 0 : next);
        (int year, int month, int day) = from;
        if ((Months >> month & 1) != 0)
        {
            uint days = DaysOf(year, month) >> day << day;
            if ((days >> day & 1) != 0)
            {
                int time = NextTime(from.Hour, from.Minute, from.Second);
                if (time >= 0) return At(year, month, day, time);
                days &= ~(1u << day);
            }

            if (days != 0) return At(year, month, BitOperations.TrailingZeroCount(days), FirstTime());
        }

        return FirstAfterMonth(year, month);
    }

    private long? FirstAfterMonth(int year, int month)
    {
        while (true)
        {
            uint months = Months >> month >> 1 << month << 1;
            if (months == 0)
            {
                if (year == DateTime.MaxValue.Year) return null;
                (year, months) = (year + 1, Months);
            }

            month = BitOperations.TrailingZeroCount(months);
            uint days = DaysOf(year, month);
            if (days != 0) return At(year, month, BitOperations.TrailingZeroCount(days), FirstTime());
        }
    }

    private static long At(int year, int month, int day, int second) =>
        new DateTime(year, month, day).Ticks + second * TimeSpan.TicksPerSecond;

    private int FirstTime() => Time(BitOperations.TrailingZeroCount(Hours), FirstMinute(), FirstSecond());

    private int FirstMinute() => BitOperations.TrailingZeroCount(Minutes);

    private int FirstSecond() => BitOperations.TrailingZeroCount(Seconds);

    // The second of the day; -1 when there is none left.
    private int NextTime(int hour, int minute, int second)
    {
        if ((Hours >> hour & 1) != 0)
        {
            if ((Minutes >> minute & 1) != 0 && Seconds >> second is not 0 and var seconds)
                return Time(hour, minute, second + BitOperations.TrailingZeroCount(seconds));
            ulong minutes = Minutes >> minute >> 1;
            if (minutes != 0) return Time(hour, minute + 1 + BitOperations.TrailingZeroCount(minutes), FirstSecond());
        }

        uint hours = Hours >> hour >> 1;
        return hours == 0
            ? -1
            : Time(hour + 1 + BitOperations.TrailingZeroCount(hours), FirstMinute(), FirstSecond());
    }

    private static int Time(int hour, int minute, int second) => (hour * 60 + minute) * 60 + second;
}
