namespace ActorScheduler.Core.Tests.Pending;

public sealed class PendingGroupOptionsTests
{
    [Theory]
    [InlineData(0, false, false)]
    [InlineData(1, true, true)]
    [InlineData(2, true, false)]
    [InlineData(3, false, true)]
    [Trait("Contract", "GRP-5")]
    public void Each_mode_is_two_settings_and_back(int number, bool cancelOnMember, bool throws)
    {
        var options = new PendingGroupOptions { Mode = (PendingGroupMode)number };
        Assert.Equal((cancelOnMember, throws), (options.CancelOnMemberCanceled, options.ThrowIfCanceled));
        var settings = new PendingGroupOptions { CancelOnMemberCanceled = cancelOnMember, ThrowIfCanceled = throws };
        Assert.Equal((PendingGroupMode)number, settings.Mode);
        Assert.Equal(options, settings);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(255)]
    [Trait("Contract", "GRP-15")]
    public void An_unknown_mode_is_refused(int number)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new PendingGroupOptions { Mode = (PendingGroupMode)number });
        Assert.Equal(nameof(PendingGroupOptions.Mode), error.ParamName);
    }

    [Fact]
    public void Times_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PendingGroupOptions { CancellationTimeout = TimeSpan.FromTicks(-2) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PendingGroupOptions { Timeout = TimeSpan.Zero });
        Assert.Equal(Timeout.InfiniteTimeSpan, new PendingGroupOptions { CancellationTimeout = Timeout.InfiniteTimeSpan }.CancellationTimeout);
        Assert.Equal(TimeSpan.FromSeconds(10), PendingGroupOptions.Default.CancellationTimeout);
    }

    [Fact]
    [Trait("Contract", "MGR-7")]
    public void Naming_a_class_of_trackers_includes_those_derived_from_it()
    {
        JobTrackers some = JobTrackers.Only(typeof(ArgumentException));
        Assert.True(some.Includes(typeof(ArgumentException)));
        Assert.True(some.Includes(typeof(ArgumentNullException)));
        Assert.False(some.Includes(typeof(Exception)));
        Assert.True(JobTrackers.All.Includes(typeof(object)));
        Assert.False(JobTrackers.None.Includes(typeof(object)));
        Assert.Throws<ArgumentNullException>(() => JobTrackers.Only([null!]));
        Assert.Throws<ArgumentNullException>(() => new JobOptions { Trackers = null! });
    }
}
