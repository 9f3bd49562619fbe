using System.Diagnostics;

namespace ActorScheduler.Benchmarks;

/// <summary>What finding the next fire time of a cron expression costs, one after the other over the years.</summary>
internal static class CronTimes
{
    private const int Rounds = 7;
    private const int Times = 200_000;
    private static readonly DateTimeOffset Origin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Expressions =
        ["* * * * * *", "*/5 * * * *", "0 * * * *", "30 4 * * *", "0 9 * * MON-FRI", "0 0 LW * *", "0 0 * * 5#2", "0 0 29 2 *"];

    public static int Run()
    {
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        foreach (string text in Expressions) _ = Measure(() => Walk(CronExpression.Parse(text), berlin));    // warm
        foreach (string text in Expressions)
        {
            CronExpression expression = CronExpression.Parse(text);
            Console.WriteLine(
                $"{text,-18} UTC {Measure(() => Walk(expression, TimeZoneInfo.Utc)),6:0} ns, "
                + $"{berlin.Id} {Measure(() => Walk(expression, berlin)),6:0} ns, "
                + $"parse {Measure(() => Parse(text)),6:0} ns");
        }

        return 0;
    }

    private static double Measure(Action work)
    {
        var figures = new Figures();
        for (int round = 0; round <= Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            if (round > 0) figures.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / Times);
        }

        return figures.Median;
    }

    private static void Walk(CronExpression expression, TimeZoneInfo zone)
    {
        DateTimeOffset? at = Origin;
        for (int i = 0; i < Times; i++)
        {
            if (at.Value.Year > 2200) at = Origin;
            at = expression.GetNext(at.Value, zone)!;
        }
    }

    private static void Parse(string text)
    {
        for (int i = 0; i < Times; i++) _ = CronExpression.Parse(text);
    }
}
