namespace ActorScheduler.Core.Tests.Options;

public sealed class SchedulerOptionsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [Trait("Contract", "PORT-36")]
    public void Max_jobs_below_one_is_refused(int value) =>
        Refused(nameof(SchedulerOptions.MaxJobs), () => new SchedulerOptions { MaxJobs = value });

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_load_limit_that_is_no_number_above_zero_is_refused(double value) =>
        Refused(nameof(SchedulerOptions.MaxLoad), () => new SchedulerOptions { MaxLoad = value });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void A_load_check_interval_that_is_not_longer_than_zero_is_refused(long ticks) =>
        Refused(
            nameof(SchedulerOptions.LoadCheckInterval),
            () => new SchedulerOptions { LoadCheckInterval = TimeSpan.FromTicks(ticks) });

    [Fact]
    public void A_negative_queue_capacity_is_refused() =>
        Refused(nameof(SchedulerOptions.QueueCapacity), () => new SchedulerOptions { QueueCapacity = -1 });

    [Fact]
    public void Names_that_are_none_of_an_enumeration_are_refused()
    {
        Refused(nameof(SchedulerOptions.FailureMode), () => new SchedulerOptions { FailureMode = (FailureMode)9 });
        Refused(nameof(SchedulerOptions.LoadSignal), () => new SchedulerOptions { LoadSignal = (LoadSignal)9 });
    }

    [Fact]
    [Trait("Contract", "POOL-5")]
    public void A_negative_group_limit_is_refused_and_names_the_group() =>
        Assert.Contains(
            "'disk'",
            Refused(nameof(SchedulerOptions.GroupLimits), () => Limited("disk", -1)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_implicit_group_and_no_groups_at_all_are_refused()
    {
        Assert.Equal(nameof(SchedulerOptions.GroupLimits), Assert.Throws<ArgumentException>(() => Limited(GroupKey.All, 1)).ParamName);
        Assert.Equal(
            nameof(SchedulerOptions.GroupLimits),
            Assert.Throws<ArgumentNullException>(() => new SchedulerOptions { GroupLimits = null! }).ParamName);
    }

    [Fact]
    [Trait("Contract", "POOL-6")]
    public void What_is_at_the_edge_is_accepted()
    {
        SchedulerOptions options = Limited("disk", 0) with
        {
            MaxJobs = 1, MaxLoad = double.Epsilon, QueueCapacity = 0, LoadCheckInterval = TimeSpan.FromTicks(1),
        };

        Assert.Equal(0, options.GroupLimits["disk"]);
        Assert.Null((options with { MaxJobs = null, MaxLoad = null, QueueCapacity = null, LoadCheckInterval = null }).MaxLoad);
    }

    [Fact]
    public void Group_limits_are_copied()
    {
        var given = new Dictionary<GroupKey, int> { ["disk"] = 1 };
        var options = new SchedulerOptions { GroupLimits = given };
        given["disk"] = -5;

        Assert.Equal(1, options.GroupLimits["disk"]);
    }

    [Fact]
    [Trait("Contract", "PORT-40")]
    public void Without_more_said_there_is_no_load_limit()
    {
        Assert.Null(new SchedulerOptions().MaxLoad);
        Assert.Null(SchedulerOptions.Portage.MaxLoad);
    }

    [Fact]
    [Trait("Contract", "PORT-35")]
    [Trait("Contract", "PORT-41")]
    public void Portage_runs_one_job_and_looks_at_the_load_by_no_timer()
    {
        Assert.Equal(1, SchedulerOptions.Portage.MaxJobs);
        Assert.Null(SchedulerOptions.Portage.LoadCheckInterval);
        Assert.Equal(FailureMode.CountAndContinue, SchedulerOptions.Portage.FailureMode);
        Assert.Equal(LoadSignal.LoadAverage, SchedulerOptions.Portage.LoadSignal);
    }

    [Fact]
    [Trait("Contract", "DUP-1")]
    public void Duplicity_has_a_concurrency_of_zero_or_more()
    {
        Refused("concurrency", () => SchedulerOptions.Duplicity(-1));
        Assert.True(SchedulerOptions.Duplicity(0).RunInline);
        SchedulerOptions three = SchedulerOptions.Duplicity(3);
        Assert.False(three.RunInline);
        Assert.Equal(3, three.MaxJobs);
        Assert.Equal(0, three.QueueCapacity);
        Assert.Equal(FailureMode.FailEarly, three.FailureMode);
    }

    private static SchedulerOptions Limited(GroupKey key, int limit) =>
        new() { GroupLimits = new Dictionary<GroupKey, int> { [key] = limit } };

    private static ArgumentOutOfRangeException Refused(string name, Func<object> make)
    {
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(make);
        Assert.Equal(name, refusal.ParamName);
        return refusal;
    }
}
