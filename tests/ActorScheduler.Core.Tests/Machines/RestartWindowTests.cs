using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

public sealed class RestartWindowTests
{
    [Fact]
    public void So_many_restarts_within_any_window_are_allowed_and_one_more_when_the_oldest_has_left_it()
    {
        var window = new RestartWindow(2, TimeSpan.FromTicks(10));

        Assert.True(window.TryRestart(0));
        Assert.True(window.TryRestart(5));
        Assert.False(window.TryRestart(9));
        Assert.True(window.TryRestart(10));
        Assert.False(window.TryRestart(14));
        Assert.True(window.TryRestart(15));
    }

    [Fact]
    public void A_refused_restart_does_not_count()
    {
        var window = new RestartWindow(1, TimeSpan.FromTicks(10));
        Assert.True(window.TryRestart(0));
        for (int now = 1; now < 10; now++) Assert.False(window.TryRestart(now));

        Assert.True(window.TryRestart(10));
    }

    [Fact]
    public void Without_restarts_none_is_allowed() => Assert.False(new RestartWindow(0, TimeSpan.FromHours(1)).TryRestart(0));
}
