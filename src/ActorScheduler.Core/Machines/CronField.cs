namespace ActorScheduler.Machines;

/// <summary>What one field of an expression may hold.</summary>
/// <param name="Noun">What people call it.</param>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The largest value; a range that wraps goes on at the smallest after it.</param>
/// <param name="Names">Names of the values from the smallest on.</param>
internal sealed record CronField(string Noun, int Min, int Max, params string[] Names)
{
    public static readonly CronField Second = new("second", 0, 59);
    public static readonly CronField Minute = new("minute", 0, 59);
    public static readonly CronField Hour = new("hour", 0, 23);
    public static readonly CronField Day = new("day of month", 1, 31);

    public static readonly CronField Month = new("month", 1, 12,
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    public static readonly CronField Weekday = new("day of week", 0, 6,
        "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    /// <summary>How many values there are.</summary>
    public int Count => Max - Min + 1;

    /// <summary>The largest number that may be written: Sunday is 7 as well.</summary>
    public int MaxWritten => this == Weekday ? 7 : Max;
}
