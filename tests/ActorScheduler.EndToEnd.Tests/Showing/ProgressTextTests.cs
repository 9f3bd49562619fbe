using ActorScheduler.Cli.Progress;

namespace ActorScheduler.EndToEnd.Tests.Showing;

public class ProgressTextTests
{
    private static readonly ProgressSnapshot Half = new()
    {
        Total = 40, Ended = 20, Failed = 1, Running = 2, Waiting = 18, Elapsed = TimeSpan.FromSeconds(60),
        HeldBy = new HoldReason.Load(LoadSignal.LoadAverage, 13.1, 12),
    };

    [Fact]
    public void A_wide_line_has_everything() => Assert.Equal(
        "[###############...............] 20/40 done  2 running  1 failed  held: Load(13.1 ≥ 12)  ETA 1:00",
        ProgressText.Format(Half, 120));

    [Fact]
    public void A_narrow_line_gives_up_the_reason_first_then_the_bar_then_its_end()
    {
        Assert.Equal("[#########.........] 20/40 done  2 running  1 failed  ETA 1:00", ProgressText.Format(Half, 62));
        Assert.Equal("20/40 done  2 running  1 failed  ETA 1:00", ProgressText.Format(Half, 45));
        Assert.Equal("20/40 done  2", ProgressText.Format(Half, 13));
    }

    [Fact]
    public void No_line_is_longer_than_the_width()
    {
        for (int width = 0; width < 150; width++) Assert.InRange(ProgressText.Format(Half, width).Length, 0, width);
    }

    [Fact]
    public void While_jobs_still_arrive_nothing_is_said_about_the_end() => Assert.Equal(
        "7 done  1 running", ProgressText.Format(new ProgressSnapshot { Ended = 7, Running = 1 }, 80));

    [Fact]
    public void That_all_slots_are_taken_is_no_news() => Assert.DoesNotContain(
        "held", ProgressText.Format(new ProgressSnapshot { Ended = 7, HeldBy = new HoldReason.MaxJobs(2, 2) }, 80), StringComparison.Ordinal);

    [Fact]
    public void A_limit_that_was_changed_is_shown() => Assert.Equal(
        "7 done  2 running of at most 3",
        ProgressText.Format(new ProgressSnapshot { Ended = 7, Running = 2, NewMaxJobs = 3 }, 80));

    [Theory]
    [InlineData(10, 5, 50.0, 50.0)]
    [InlineData(10, 0, 50.0, null)]
    [InlineData(10, 10, 50.0, null)]
    [InlineData(100, 1, 60.0, 5940.0)]
    public void The_time_left_follows_from_the_pace(long total, long ended, double elapsed, double? left) =>
        Assert.Equal(
            left,
            ProgressText.TimeLeft(new ProgressSnapshot { Total = total, Ended = ended, Elapsed = TimeSpan.FromSeconds(elapsed) })?.TotalSeconds);

    [Fact]
    public void Long_times_have_hours() => Assert.Contains(
        "ETA 1:39:00", ProgressText.Format(new ProgressSnapshot { Total = 100, Ended = 1, Elapsed = TimeSpan.FromSeconds(60) }, 80), StringComparison.Ordinal);
}
