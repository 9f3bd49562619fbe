using System.Numerics;

namespace ActorScheduler.Machines;

/// <summary>What the field for the day of the week says. Sunday is bit 0.</summary>
internal sealed record CronWeekdays
{
    // One bit for each week of a month.
    private const ulong EachWeek = 1ul | 1ul << 7 | 1ul << 14 | 1ul << 21 | 1ul << 28;

    /// <summary>Every such day.</summary>
    public uint All { get; init; }

    /// <summary>The last such day of the month.</summary>
    public uint Last { get; init; }

    /// <summary>The first such day of the month, then those of the second week from bit 7, and so on.</summary>
    public ulong Nth { get; init; }

    /// <summary>True when the field begins with a star.</summary>
    public bool HasStar { get; init; }

    /// <summary>The days, from bit 1, of a month of so many days that begins with a day of the week.</summary>
    public uint In(int length, int first)
    {
        uint firstWeek = (All | All << 7) >> first & 0x7F;
        uint days = (uint)(firstWeek * EachWeek << 1);
        for (uint rest = Last; rest != 0; rest &= rest - 1)
        {
            int behind = (first + length - 1 - BitOperations.TrailingZeroCount(rest) + 7) % 7;
            days |= 1u << (length - behind);
        }

        for (ulong rest = Nth; rest != 0; rest &= rest - 1)
        {
            (int week, int weekday) = Math.DivRem(BitOperations.TrailingZeroCount(rest), 7);
            int day = 1 + (weekday - first + 7) % 7 + week * 7;
            if (day <= length) days |= 1u << day;
        }

        return days;
    }
}
