namespace ActorScheduler.Core.Tests.Recurring;

/// <summary>Random expressions, in our dialect and in Quartz', and the values of their fields for a model.</summary>
internal sealed record Expressions(string Ours, string Quartz, bool IsRhythm)
{
    public static Expressions Next(Random random)
    {
        string second = Field(random, 0, 59, 0.6), minute = Field(random, 0, 59, 0.4), hour = Field(random, 0, 23, 0.3);
        string month = random.Next(4) == 0 ? Field(random, 1, 12, 0.3) : "*";
        string day = "*", weekday = "*", quartzDay = "?", quartzWeekday = "*";
        if (random.Next(2) == 0)
        {
            day = random.Next(6) switch
            {
                0 => "L",
                1 => $"L-{random.Next(1, 27)}",
                2 => $"{random.Next(1, 28)}W",      // Quartz moves the later ones into shorter months
                3 => "LW",
                _ => Field(random, 1, 28, 0.4),
            };
            (quartzDay, quartzWeekday) = (day, "?");
        }
        else
        {
            int one = random.Next(7);
            (weekday, quartzWeekday) = random.Next(5) switch
            {
                0 => ($"{one}L", $"{one + 1}L"),
                1 => Nth(one, random.Next(1, 6)),
                2 => ($"{one}", $"{one + 1}"),
                3 => ("MON-FRI", "MON-FRI"),
                _ => ("FRI-MON", "FRI-MON"),
            };
        }

        bool rhythm = hour.Contains('*', StringComparison.Ordinal) || hour.Contains('/', StringComparison.Ordinal);
        return new Expressions(
            $"{second} {minute} {hour} {day} {month} {weekday}",
            $"{second} {minute} {hour} {quartzDay} {month} {quartzWeekday}",
            rhythm);
    }

    private static (string, string) Nth(int day, int week) => ($"{day}#{week}", $"{day + 1}#{week}");

    private static string Field(Random random, int min, int max, double single)
    {
        int a = random.Next(min, max + 1), b = random.Next(min, max + 1);
        if (random.NextDouble() < single) return $"{a}";
        return random.Next(6) switch
        {
            0 => "*",
            1 => $"*/{random.Next(2, Math.Min(max, 20))}",
            2 => $"{Math.Min(a, b)}-{Math.Max(a, b)}",
            3 => $"{Math.Min(a, b)}-{Math.Max(a, b)}/{random.Next(1, 8)}",
            4 => $"{a},{b}",
            _ => $"{Math.Max(a, b)}-{Math.Min(a, b)}",
        };
    }
}
