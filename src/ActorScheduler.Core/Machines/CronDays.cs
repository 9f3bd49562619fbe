using System.Numerics;

namespace ActorScheduler.Machines;

/// <summary>What the field for the day of the month says.</summary>
internal sealed record CronDays
{
    /// <summary>Days by their number, from bit 1.</summary>
    public uint Numbers { get; init; }

    /// <summary>Days counted from the end: bit 0 is the last one.</summary>
    public uint FromEnd { get; init; }

    /// <summary>Days, from bit 1, that stand for the weekday nearest to them in the same month.</summary>
    public uint Nearest { get; init; }

    /// <summary>True when the last weekday of the month is named.</summary>
    public bool LastWeekday { get; init; }

    /// <summary>True when the field begins with a star.</summary>
    public bool HasStar { get; init; }

    /// <summary>The days, from bit 1, of a month of so many days that begins with a day of the week.</summary>
    public uint In(int length, int first)
    {
        uint days = Numbers;
        for (uint rest = FromEnd; rest != 0; rest &= rest - 1)
        {
            int day = length - BitOperations.TrailingZeroCount(rest);
            if (day > 0) days |= 1u << day;
        }

        // A month that has no such day is left out, as it is for the day itself.
        for (uint rest = Nearest; rest != 0; rest &= rest - 1)
        {
            int day = BitOperations.TrailingZeroCount(rest);
            if (day <= length) days |= 1u << NearestWeekday(day, length, first);
        }

        if (LastWeekday) days |= 1u << NearestWeekday(length, length, first);
        return days;
    }

    private static int NearestWeekday(int day, int length, int first) => ((first + day - 1) % 7) switch
    {
        6 => day > 1 ? day - 1 : 3,                 // Saturday
        0 => day < length ? day + 1 : day - 2,      // Sunday
        _ => day,
    };
}
