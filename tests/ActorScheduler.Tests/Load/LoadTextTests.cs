using System.Text;
using ActorScheduler.Load;

namespace ActorScheduler.Tests.Load;

[Trait("Contract", "PORT-38")]
public sealed class LoadTextTests
{
    [Theory]
    [InlineData("0.35 0.08 0.03 1/87 5008\n", 0.35)]
    [InlineData("112.07 90.00 3.14 40/2000 77\n", 112.07)]
    [InlineData("0.00", 0.0)]
    public void The_load_average_is_the_first_field(string text, double expected) =>
        Assert.Equal(expected, LoadText.LoadAverage(Bytes(text)));

    [Theory]
    [InlineData("0.35 0.08 0.03 1/87 5008\n", 0)]
    [InlineData("0.35 0.08 0.03 9/87 5008\n", 8)]
    [InlineData("0.35 0.08 0.03 0/87 5008\n", 0)]
    public void Runnable_threads_do_not_count_the_one_that_reads(string text, double expected) =>
        Assert.Equal(expected, LoadText.Runnable(Bytes(text)));

    [Theory]
    [InlineData("some avg10=11.53 avg60=2.76 avg300=0.92 total=15438616\nfull avg10=0.00 avg60=0.00\n", 11.53)]
    [InlineData("full avg10=1.00 avg60=0.00\nsome avg10=100.00 avg60=2.76 avg300=0.92 total=1\n", 100)]
    [InlineData("some avg10=0.00", 0)]
    public void Pressure_is_the_ten_second_average_of_the_line_some(string text, double expected) =>
        Assert.Equal(expected, LoadText.Pressure(Bytes(text)));

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("x")]
    [InlineData("-1 2 3 -4/5 6")]
    [InlineData("NaN 1 1 a/b 1")]
    [InlineData("0.3x 0.08 0.03 1x/87 5008")]
    [InlineData("1e999 0 0 /87 1")]
    [InlineData("some avg10= avg60=1")]
    [InlineData("some avg60=1.0 avg10=2.0")]
    [InlineData("full avg10=1.00 avg60=0.00")]
    [InlineData("something avg10=1.00")]
    [Trait("Contract", "PORT-39")]
    public void Anything_unexpected_is_unreadable(string text)
    {
        Assert.Null(LoadText.LoadAverage(Bytes(text)));
        Assert.Null(LoadText.Runnable(Bytes(text)));
        Assert.Null(LoadText.Pressure(Bytes(text)));
    }

    [Theory]
    [InlineData("1 2 3")]
    [InlineData("1 2 3 4 5")]
    [Trait("Contract", "PORT-39")]
    public void Without_the_fourth_field_there_is_no_runnable_count(string text) =>
        Assert.Null(LoadText.Runnable(Bytes(text)));

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
