namespace ActorScheduler.Core.Tests.Jobs;

public sealed class JobIdTests
{
    [Theory]
    [InlineData(0UL, 1L, "0000000000000000-1")]
    [InlineData(0x00c0ffee00c0ffeeUL, 42L, "00c0ffee00c0ffee-42")]
    [InlineData(ulong.MaxValue, long.MaxValue, "ffffffffffffffff-9223372036854775807")]
    public void The_text_form_can_be_read_back(ulong origin, long sequence, string text)
    {
        var id = new JobId(origin, sequence);

        Assert.Equal(text, id.ToString());
        Assert.Equal(id, JobId.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000")]
    [InlineData("0000000000000000-")]
    [InlineData("0000000000000000--1")]
    [InlineData("0000000000000000-+1")]
    [InlineData("0000000000000000- 1")]
    [InlineData("0000000000000000-1 ")]
    [InlineData("0000000000000000-1\0")]
    [InlineData("00000000000000\0\0-1")]
    [InlineData("000000000000000g-1")]
    [InlineData("0x00000000000000-1")]
    [InlineData("000000000000000-11")]
    [InlineData("0000000000000000-9223372036854775808")]
    [InlineData("0000000000000000-१")]
    public void What_is_no_id_is_refused(string text)
    {
        Assert.False(JobId.TryParse(text, out JobId id));
        Assert.Equal(default, id);
        Assert.Contains(text, Assert.Throws<FormatException>(() => JobId.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_no_id()
    {
        Assert.False(JobId.TryParse(null, out _));
        Assert.Throws<ArgumentNullException>(() => JobId.Parse(null!));
    }

    [Fact]
    public void Ids_are_ordered_by_origin_then_by_number()
    {
        JobId[] sorted = [new(0, 5), new(1, 1), new(1, 2), new(ulong.MaxValue, 0)];

        Assert.Equal(sorted, sorted.Reverse().Order());
        Assert.True(sorted[0] < sorted[1] && sorted[1] <= sorted[1] && sorted[3] > sorted[2] && sorted[2] >= sorted[2]);
    }
}
