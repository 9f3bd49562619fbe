namespace ActorScheduler.Core.Tests.Recurring;

/// <summary>What happens where clocks are changed, beside a model that looks at every minute.</summary>
public sealed class ClockChangeTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-28")]
    [InlineData("Europe/Berlin", "2026-10-24")]
    [InlineData("America/New_York", "2026-03-07")]
    [InlineData("America/New_York", "2026-10-31")]
    [InlineData("Australia/Lord_Howe", "2026-04-03")]       // half an hour
    [InlineData("Australia/Lord_Howe", "2026-10-02")]
    [InlineData("America/Sao_Paulo", "2018-02-16")]         // at midnight
    [InlineData("America/Sao_Paulo", "2018-11-03")]
    [InlineData("Africa/Cairo", "2026-04-23")]
    [InlineData("Europe/Dublin", "2026-10-24")]             // its winter is the exception
    [InlineData("Africa/Casablanca", "2026-02-14")]
    [InlineData("Pacific/Apia", "2011-12-28")]              // a whole day is left out
    [InlineData("Antarctica/Troll", "2026-03-28")]          // two hours
    public void Fire_times_are_those_of_a_model_that_looks_at_every_minute(string zoneId, string day)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        DateTimeOffset from = DateTimeOffset.Parse($"{day}T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        DateTimeOffset to = from.AddDays(4);
        bool changed = zone.GetUtcOffset(from) != zone.GetUtcOffset(to);
        Assert.True(changed, "The zone's rules are not those that this test was written for.");
        int seed = zoneId.Length * 31 + day[^1];
        var random = new Random(seed);
        for (int i = 0; i < 60; i++)
        {
            (string text, ulong minutes, uint hours, bool rhythm) = Times(random);
            CronExpression expression = CronExpression.Parse(text);
            List<DateTimeOffset> model = Model(zone, from, to, minutes, hours, rhythm);
            List<DateTimeOffset> found = [];
            DateTimeOffset? next = expression.GetNext(from, zone);
            for (; next <= to; next = expression.GetNext(next.Value, zone)) found.Add(next.Value);
            Assert.True(model.SequenceEqual(found),
                $"seed {seed}, '{text}': {string.Join(' ', found.Except(model))} is too much, "
                + $"{string.Join(' ', model.Except(found))} is missing");
            DateTimeOffset middle = from.AddMinutes(random.Next(5760));
            Assert.Equal(model.Find(t => t > middle), expression.GetNext(middle, zone) is { } n && n <= to ? n : default);
        }
    }

    [Fact]
    public void A_fixed_time_that_is_left_out_fires_once_at_the_moment_the_clock_jumps_to()
    {
        Assert.Equal(["29T03:00+02:00", "30T02:30+02:00"], Next("30 2 * * *", "2026-03-28T12:00Z", 2));
        Assert.Equal(["29T03:00+02:00", "30T02:00+02:00"], Next("*/15 2 * * *", "2026-03-28T12:00Z", 2));
        Assert.Equal(["29T03:00+02:00", "29T03:15+02:00"], Next("15 2,3 * * *", "2026-03-28T12:00Z", 2));
        Assert.Equal(["29T03:00+02:00", "30T02:00+02:00"], Next("0 2,3 * * *", "2026-03-28T12:00Z", 2));
    }

    [Fact]
    public void A_fixed_time_that_comes_twice_fires_the_first_time()
    {
        Assert.Equal(["25T02:30+02:00", "26T02:30+01:00"], Next("30 2 * * *", "2026-10-24T12:00Z", 2));
        Assert.Equal(["25T02:30+02:00", "26T02:00+01:00"], Next("*/30 2 * * *", "2026-10-25T00:00Z", 2));
    }

    [Fact]
    public void A_rhythm_goes_on_through_both_hours_and_leaves_out_what_does_not_come()
    {
        Assert.Equal(["25T02:30+02:00", "25T02:00+01:00", "25T02:30+01:00"], Next("*/30 * * * *", "2026-10-25T00:00Z", 3));
        Assert.Equal(["29T00:15+01:00", "29T04:15+02:00"], Next("15 */2 * * *", "2026-03-28T22:00Z", 2));
        Assert.Equal(["25T02:15+02:00", "25T02:15+01:00", "25T03:15+01:00"], Next("15 0-6/1 * * *", "2026-10-24T23:30Z", 3));
    }

    [Fact]
    public void A_step_that_names_one_hour_only_is_a_fixed_time()
    {
        Assert.Equal(["29T03:00+02:00"], Next("30 2/22 * * *", "2026-03-28T12:00Z", 1));
    }

    private static List<string> Next(string text, string from, int count)
    {
        List<string> found = [];
        DateTimeOffset? next = DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture);
        CronExpression expression = CronExpression.Parse(text);
        for (int i = 0; i < count; i++)
        {
            next = expression.GetNext(next!.Value, Berlin);
            found.Add(next!.Value.ToString("dd'T'HH:mmzzz", System.Globalization.CultureInfo.InvariantCulture));
        }

        return found;
    }

    private static List<DateTimeOffset> Model(
        TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to, ulong minutes, uint hours, bool rhythm)
    {
        bool Matches(DateTime t) => (minutes >> t.Minute & 1) != 0 && (hours >> t.Hour & 1) != 0;
        HashSet<DateTime> shown = [];
        List<DateTimeOffset> found = [];
        DateTime last = default;
        // Begins before, so that what was shown already is known.
        for (DateTimeOffset at = from.AddDays(-2); at <= to; at = at.AddMinutes(1))
        {
            DateTime wall = at.UtcDateTime + zone.GetUtcOffset(at);
            bool fires = Matches(wall) && (rhythm || !shown.Contains(wall));
            if (!rhythm && last != default)
            {
                for (DateTime skipped = last.AddMinutes(1); skipped < wall; skipped = skipped.AddMinutes(1))
                    fires |= Matches(skipped) && shown.Add(skipped);
            }

            shown.Add(wall);
            last = wall;
            if (fires && at > from) found.Add(at);
        }

        return found;
    }

    private static (string Text, ulong Minutes, uint Hours, bool Rhythm) Times(Random random)
    {
        int step = random.Next(1, 31), minute = random.Next(60);
        (string minuteText, ulong minutes) = random.Next(3) switch
        {
            0 => ($"{minute}", 1ul << minute),
            1 => ($"*/{step}", Bits(0, 59, step)),
            _ => ($"{minute}-59", Bits(minute, 59, 1)),
        };
        int hourStep = random.Next(1, 6), a = random.Next(4), b = a + random.Next(1, 5);
        (string hourText, uint hours, bool rhythm) = random.Next(5) switch
        {
            0 => ("*", (uint)Bits(0, 23, 1), true),
            1 => ($"*/{hourStep}", (uint)Bits(0, 23, hourStep), true),
            2 => ($"{a}-{b}/1", (uint)Bits(a, b, 1), true),
            3 => ($"{a}-{b}", (uint)Bits(a, b, 1), false),
            _ => ($"{a}", 1u << a, false),
        };
        return ($"{minuteText} {hourText} * * *", minutes, hours, rhythm);
    }

    private static ulong Bits(int first, int last, int step)
    {
        ulong bits = 0;
        for (int i = first; i <= last; i += step) bits |= 1ul << i;
        return bits;
    }
}
