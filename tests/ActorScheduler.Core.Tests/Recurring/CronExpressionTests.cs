namespace ActorScheduler.Core.Tests.Recurring;

public sealed class CronExpressionTests
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("60 * * * *", 0, "The minute is a number from 0 to 59, at character 1 of '60 * * * *'.")]
    [InlineData("* 24 * * *", 2, "The hour is a number from 0 to 23")]
    [InlineData("* * 0 * *", 4, "The day of month is a number from 1 to 31")]
    [InlineData("* * * 13 *", 6, "The month is a number from 1 to 12")]
    [InlineData("* * * * 8", 8, "The day of week is a number from 0 to 7")]
    [InlineData("* * * * FRY", 8, "'FRY' is no day of week: it is one of SUN, MON, TUE, WED, THU, FRI, SAT, or a number")]
    [InlineData("* * * * L", 8, "'L' is no day of week")]
    [InlineData("x * * * *", 0, "'X' is no minute: it has no names, or a number")]
    [InlineData("1, * * * *", 2, "A minute is missing before the end of the field")]
    [InlineData("1- * * * *", 2, "A minute is missing before the end of the field")]
    [InlineData("*/0 * * * *", 2, "The step of the minute is a number from 1 to 59")]
    [InlineData("*/60 * * * *", 2, "The step of the minute is a number from 1 to 59")]
    [InlineData("*/x * * * *", 2, "A number is missing before 'x'")]
    [InlineData("? * * * *", 0, "'?' has no meaning in the minute: write '*'")]
    [InlineData("1;2 * * * *", 1, "';' does not belong into the minute")]
    [InlineData("* * 1-3W * *", 4, "W stands behind a single day")]
    [InlineData("* * * * 1-3#2", 8, "# stands behind a single day of the week")]
    [InlineData("* * * * 1-3L", 8, "L stands behind a single day of the week")]
    [InlineData("* * * * 1#6", 10, "The number behind # is a number from 1 to 5")]
    [InlineData("* * L-31 * *", 6, "The number of days before the last one is a number from 1 to 30")]
    [InlineData("* * * *", 7, "A cron expression has 5 fields")]
    [InlineData("1 2 3 4 5 6 7", 12, "A cron expression has 5 fields")]
    [InlineData("", 0, "A cron expression has 5 fields")]
    [InlineData("@dayly", 0, "'@dayly' is no alias; did you mean @daily?")]
    [InlineData("0 0 30 2 *", 4, "There is no such day in any year, so it would never fire")]
    [InlineData("0 0 31 4,6,9,11 *", 4, "There is no such day in any year")]
    [InlineData("0 0 31W 2 *", 4, "There is no such day in any year")]
    [InlineData("99999999999999999999 * * * *", 0, "The minute is a number from 0 to 59")]
    public void A_mistake_is_told_with_its_place(string text, int position, string message)
    {
        CronFormatException mistake = Assert.Throws<CronFormatException>(() => CronExpression.Parse(text));
        Assert.StartsWith(message, mistake.Message, StringComparison.Ordinal);
        Assert.Equal(position, mistake.Position);
        Assert.False(CronExpression.TryParse(text, out CronExpression? none, out string? told));
        Assert.Null(none);
        Assert.Equal(mistake.Message, told);
    }

    [Fact]
    public void Random_text_is_read_or_refused_with_a_place_inside_of_it()
    {
        string[] parts = ["0", "1", "5", "7", "12", "31", "60", "*", "*", "/", "-", ",", "?", "L", "W", "#", "MON", "JAN", "@", "x"];
        var random = new Random(4711);
        int read = 0;
        for (int i = 0; i < 50_000; i++)
        {
            string text = string.Join(' ', Enumerable.Range(0, random.Next(4, 8)).Select(_ =>
                string.Concat(random.GetItems(parts, random.Next(6) == 0 ? 3 : 1))));
            try
            {
                Assert.NotNull(CronExpression.Parse(text).GetNext(From, TimeZoneInfo.Utc));
                read++;
            }
            catch (CronFormatException e)
            {
                Assert.InRange(e.Position, 0, text.Length);
            }
        }

        Assert.InRange(read, 1, 49_999);
    }

    [Theory]
    [InlineData("@hourly", "0 * * * *")]
    [InlineData("@daily", "0 0 * * *")]
    [InlineData("@Midnight", "0 0 * * *")]
    [InlineData("@weekly", "0 0 * * SUN")]
    [InlineData("@monthly", "0 0 1 * ?")]
    [InlineData("@yearly", "0 0 1 jan *")]
    [InlineData("@annually", "0 0 0 1 1 *")]
    [InlineData("0 0 * * 7", "0 0 * * 0")]
    [InlineData("0 0 * * 5-7", "0 0 * * FRI-SUN")]
    [InlineData("0 22-2/2 * * *", "0 22,0,2 * * *")]
    [InlineData("  0\t9 * * 1  ", "0 9 ? * mon")]
    [InlineData("0 0 * * FRIL", "0 0 * * 5L")]
    public void These_two_mean_the_same(string left, string right)
    {
        DateTimeOffset? a = From, b = From;
        for (int i = 0; i < 50; i++)
        {
            a = CronExpression.Parse(left).GetNext(a!.Value, TimeZoneInfo.Utc);
            b = CronExpression.Parse(right).GetNext(b!.Value, TimeZoneInfo.Utc);
            Assert.Equal(a, b);
        }
    }

    [Fact]
    public void Two_restricted_day_fields_mean_either_and_one_that_begins_with_a_star_means_both()
    {
        Assert.Equal([5, 12, 13, 19], Days("0 0 13 * MON"));
        Assert.Equal([5, 19, 9, 23], Days("0 0 */2 * MON"));

        static IEnumerable<int> Days(string text)
        {
            DateTimeOffset next = From;
            return [.. Enumerable.Range(0, 4).Select(_ =>
                (next = CronExpression.Parse(text).GetNext(next, TimeZoneInfo.Utc)!.Value).Day)];
        }
    }

    [Fact]
    public void Rare_days_are_found_and_the_end_of_the_calendar_ends_the_search()
    {
        CronExpression leap = CronExpression.Parse("0 0 29 2 *");
        Assert.Equal(new DateTimeOffset(2104, 2, 29, 0, 0, 0, TimeSpan.Zero),
            leap.GetNext(new DateTimeOffset(2096, 3, 1, 0, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc));
        CronExpression fifth = CronExpression.Parse("0 0 * 2 MON#5");
        Assert.Equal(new DateTimeOffset(2044, 2, 29, 0, 0, 0, TimeSpan.Zero), fifth.GetNext(From, TimeZoneInfo.Utc));
        CronExpression yearly = CronExpression.Parse("@yearly");
        TimeZoneInfo auckland = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland");
        foreach (TimeZoneInfo zone in new[] { TimeZoneInfo.Utc, auckland, TimeZoneInfo.FindSystemTimeZoneById("Pacific/Honolulu") })
        {
            Assert.Null(yearly.GetNext(DateTimeOffset.MaxValue, zone));
            Assert.Null(yearly.GetNext(new DateTimeOffset(9999, 6, 1, 0, 0, 0, TimeSpan.Zero), zone));
            Assert.NotNull(yearly.GetNext(DateTimeOffset.MinValue, zone));
            Assert.NotNull(CronExpression.Parse("* * * * *").GetNext(DateTimeOffset.MinValue, zone));
        }
    }

    [Fact]
    public void The_next_fire_time_is_later_than_the_moment_asked_for_also_within_a_second()
    {
        CronExpression each = CronExpression.Parse("* * * * * *");
        Assert.Equal(From.AddSeconds(1), each.GetNext(From, TimeZoneInfo.Utc));
        Assert.Equal(From.AddSeconds(1), each.GetNext(From.AddTicks(1), TimeZoneInfo.Utc));
        Assert.Equal(From, each.GetNext(From.AddTicks(-1), TimeZoneInfo.Utc));
    }

    [Fact]
    public void Expressions_of_the_same_text_are_equal()
    {
        Assert.Equal(CronExpression.Parse("0 0 * * mon"), CronExpression.Parse(" 0 0 * * MON "));
        Assert.NotEqual(CronExpression.Parse("0 0 * * 1"), CronExpression.Parse("0 0 * * 2"));
        Assert.Equal("0 0 * * 1", CronExpression.Parse("0 0 * * 1").ToString());
        Assert.False(CronExpression.TryParse(null, out _, out string? mistake));
        Assert.NotNull(mistake);
    }
}
