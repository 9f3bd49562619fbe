using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Options;

public class DidYouMeanTests
{
    private static readonly string[] Names = ["--joblog", "--max-jobs", "--max-load", "--resume", "--resume-failed"];

    [Theory]
    [InlineData("--joblgo", "--joblog")]
    [InlineData("--job-log", "--joblog")]
    [InlineData("--max-job", "--max-jobs")]
    [InlineData("--MAX-LOAD", "--max-load")]
    [InlineData("--resum", "--resume")]
    public void A_slip_finds_the_name_that_was_meant(string typed, string meant) =>
        Assert.Equal(meant, DidYouMean.Nearest(typed, Names));

    [Theory]
    [InlineData("--colour")]
    [InlineData("x")]
    [InlineData("")]
    public void A_word_that_is_near_nothing_finds_nothing(string typed) => Assert.Null(DidYouMean.Nearest(typed, Names));

    [Fact]
    public void An_endless_word_finds_nothing_and_costs_nothing() =>
        Assert.Null(DidYouMean.Nearest(new string('x', 1_000_000), Names));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "abcd", 1)]
    [InlineData("abcd", "acd", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void The_distance_counts_single_letter_slips(string left, string right, int expected)
    {
        Assert.Equal(expected, DidYouMean.Distance(left, right));
        Assert.Equal(expected, DidYouMean.Distance(right, left));
    }
}
