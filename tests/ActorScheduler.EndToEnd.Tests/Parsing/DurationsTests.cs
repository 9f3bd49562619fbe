using ActorScheduler.Cli;

namespace ActorScheduler.EndToEnd.Tests.Parsing;

public class DurationsTests
{
    [Theory]
    [InlineData("10", 10_000)]
    [InlineData("10s", 10_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("250ms", 250)]
    [InlineData("1d", 86_400_000)]
    [InlineData("0", 0)]
    [InlineData(".5", 500)]
    public void A_duration_is_a_number_and_a_unit(string text, double milliseconds)
    {
        Assert.True(Durations.TryParse(text, out TimeSpan duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("1.5m", "90s")]
    [InlineData("90m", "90m")]
    [InlineData("2h", "2h")]
    [InlineData("24h", "1d")]
    [InlineData("0.25", "250ms")]
    [InlineData("0.5ms", "0.5ms")]
    public void One_is_written_as_a_person_types_it(string text, string written)
    {
        Assert.True(Durations.TryParse(text, out TimeSpan duration));
        Assert.Equal(written, Durations.Format(duration));
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1w")]
    [InlineData("1S")]
    [InlineData("1,5s")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("10001d")]
    [InlineData("99999999999999999999999d")]
    public void Anything_else_is_none(string text) => Assert.False(Durations.TryParse(text, out _));
}
