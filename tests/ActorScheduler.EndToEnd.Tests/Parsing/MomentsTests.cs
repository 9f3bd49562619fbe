using ActorScheduler.Cli;

namespace ActorScheduler.EndToEnd.Tests.Parsing;

public class MomentsTests
{
    [Theory]
    [InlineData("2026-03-01T06:00Z", "2026-03-01T06:00:00.0000000+00:00")]
    [InlineData("2026-03-01 06:00:07Z", "2026-03-01T06:00:07.0000000+00:00")]
    [InlineData("2026-03-01T06:00:07.25+05:30", "2026-03-01T06:00:07.2500000+05:30")]
    [InlineData("2026-03-01T06:00-08:00", "2026-03-01T06:00:00.0000000-08:00")]
    public void A_day_and_a_time_are_a_moment(string text, string moment) =>
        Assert.Equal(moment, Moments.Read(text)!.Value.ToString("o"));

    [Fact]
    public void Without_a_zone_it_is_that_of_the_machine() =>
        Assert.Equal(new DateTime(2026, 3, 1, 6, 0, 0), Moments.Read("2026-03-01T06:00")!.Value.LocalDateTime);

    // Each of them means a moment that has passed to some readers, and then the job starts at once.
    [Theory]
    [InlineData("")]
    [InlineData("06:00")]
    [InlineData("5.6")]
    [InlineData("03/04/2027")]
    [InlineData("2026-03-01")]
    [InlineData("tomorrow")]
    [InlineData("2026-13-01T06:00Z")]
    [InlineData("2026-03-01T24:00Z")]
    [InlineData("9999-12-31T23:59-12:00")]
    [InlineData(" 2026-03-01T06:00Z")]
    public void Anything_else_is_none(string text) => Assert.Null(Moments.Read(text));
}
