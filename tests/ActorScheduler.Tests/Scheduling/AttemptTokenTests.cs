namespace ActorScheduler.Tests.Scheduling;

public sealed class AttemptTokenTests
{
    [Theory]
    [InlineData(7, 2, "2-7")]
    [InlineData(0, 1, "1-0")]
    [InlineData(long.MaxValue, int.MaxValue, "2147483647-9223372036854775807")]
    public void The_text_form_reads_back(long epoch, int attempt, string text)
    {
        var token = new AttemptToken(epoch, attempt);
        Assert.Equal(text, token.ToString());
        Assert.Equal(token, AttemptToken.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("2-")]
    [InlineData("-7")]
    [InlineData("2--7")]
    [InlineData(" 2-7")]
    [InlineData("2-7 ")]
    [InlineData("2-7\0")]
    [InlineData("2147483648-1")]
    [InlineData("1-9223372036854775808")]
    [InlineData(null)]
    public void Other_text_is_no_token(string? text)
    {
        Assert.False(AttemptToken.TryParse(text, out AttemptToken token));
        Assert.Equal(default, token);
        if (text is not null) Assert.Throws<FormatException>(() => AttemptToken.Parse(text));
        else Assert.Throws<ArgumentNullException>(() => AttemptToken.Parse(null!));
    }
}
