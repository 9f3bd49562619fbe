namespace ActorScheduler.Core.Tests.Recurring;

/// <summary>Random expressions over fifty years, beside another implementation.</summary>
public sealed class QuartzTests
{
    private const int Starts = 20;
    private const int Steps = 20;
    private static readonly DateTimeOffset Origin = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("UTC", 400)]
    [InlineData("Europe/Berlin", 200)]
    [InlineData("America/New_York", 200)]
    [InlineData("Australia/Lord_Howe", 200)]
    [InlineData("America/Sao_Paulo", 200)]
    [InlineData("Asia/Kolkata", 100)]
    public void Fire_times_are_those_of_Quartz_wherever_the_clocks_are_not_changed(string zoneId, int expressions)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        int seed = zoneId.Length * 7919;
        var random = new Random(seed);
        for (int i = 0; i < expressions; i++)
        {
            Expressions expression = Expressions.Next(random);
            var quartz = new Quartz.CronExpression(expression.Quartz, zone);
            CronExpression ours = CronExpression.Parse(expression.Ours);
            for (int start = 0; start < Starts; start++)
            {
                DateTimeOffset from = Origin.AddSeconds(random.NextInt64(50L * 365 * 86_400));
                Compare(quartz, ours, zone, from, $"seed {seed}, {expression}, from {from:O}");
            }
        }
    }

    private static void Compare(
        Quartz.CronExpression quartz, CronExpression ours, TimeZoneInfo zone, DateTimeOffset from, string what)
    {
        for (int step = 0; step < Steps; step++)
        {
            DateTimeOffset? theirs = quartz.GetNextValidTimeAfter(from);
            DateTimeOffset? next = ours.GetNext(from, zone);
            if (theirs is null && from.Year > 2090) return;     // it looks no farther than a hundred years
            if (theirs == next)
            {
                from = next!.Value;
                continue;
            }

            // Where clocks are changed the rules differ, on purpose: see the tests beside the model.
            Assert.True(theirs is not null && next is not null, $"{what}, step {step}: {theirs:O}, not {next:O}");
            DateTimeOffset first = theirs < next ? theirs.Value : next.Value;
            bool changed = zone.GetUtcOffset(first.AddHours(-15)) != zone.GetUtcOffset(first.AddHours(15));
            Assert.True(changed, $"{what}, step {step}: {theirs:O}, not {next:O}");
            from = first.AddHours(30);
        }
    }
}
