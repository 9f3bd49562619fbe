using ActorScheduler.Core.Tests.Machines;

namespace ActorScheduler.Core.Tests.Options;

public sealed class JobOptionsTests
{
    [Theory]
    [InlineData(-101)]
    [InlineData(101)]
    [InlineData(int.MaxValue)]
    public void A_priority_out_of_range_is_refused(int value) =>
        Assert.Equal("Priority", Assert.Throws<ArgumentOutOfRangeException>(() => new JobOptions { Priority = value }).ParamName);

    [Theory]
    [InlineData(-100)]
    [InlineData(100)]
    public void A_priority_at_the_edge_reaches_the_job(int value) =>
        Assert.Equal(value, new FakeJob(new JobOptions { Priority = value }).Priority);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-10_000)]       // the infinite time span of other places: here null means none
    public void A_timeout_that_is_not_longer_than_zero_is_refused(long ticks)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => new JobOptions { Timeout = TimeSpan.FromTicks(ticks) });
        Assert.Equal("Timeout", refusal.ParamName);
    }

    [Fact]
    public void Null_where_a_value_must_be_is_refused_by_name()
    {
        Assert.Equal("Groups", Assert.Throws<ArgumentNullException>(() => new JobOptions { Groups = null! }).ParamName);
        Assert.Equal("After", Assert.Throws<ArgumentNullException>(() => new JobOptions { After = null! }).ParamName);
        Assert.Equal("After", Assert.Throws<ArgumentNullException>(() => new JobOptions { After = [null!] }).ParamName);
        Assert.Equal("Retry", Assert.Throws<ArgumentNullException>(() => new JobOptions { Retry = null! }).ParamName);
    }

    [Fact]
    [Trait("Contract", "POOL-16")]
    public void A_group_or_a_job_that_is_named_twice_counts_once_and_the_implicit_group_is_left_out()
    {
        var job = new FakeJob();
        var options = new JobOptions { Groups = ["a", GroupKey.All, "b", GroupKey.Of("a")], After = [job, job] };

        Assert.Equal(["a", "b"], options.Groups);
        Assert.Equal([job], options.After);
    }

    [Fact]
    public void What_was_given_can_be_changed_afterwards_without_changing_the_options()
    {
        var groups = new List<GroupKey> { "a" };
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = "v" };
        var options = new JobOptions { Groups = groups, Tags = tags };
        groups.Add("b");
        tags["k"] = "w";

        Assert.Equal(["a"], options.Groups);
        Assert.Equal("v", options.Tags!["k"]);
    }
}
