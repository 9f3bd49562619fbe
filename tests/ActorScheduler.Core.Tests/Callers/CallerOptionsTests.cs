namespace ActorScheduler.Core.Tests.Callers;

public sealed class CallerOptionsTests
{
    [Fact]
    public void Wrong_numbers_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CallerOptions { MaxIdleWorkers = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CallerOptions { MaxWorkers = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CallerOptions { IdleWorkerTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CallerOptions { IdleWorkerTimeout = TimeSpan.FromSeconds(-2) });
        Assert.Equal(Timeout.InfiniteTimeSpan, new CallerOptions { IdleWorkerTimeout = Timeout.InfiniteTimeSpan }.IdleWorkerTimeout);
    }

    [Fact]
    [Trait("Contract", "CALL-51")]
    [Trait("Contract", "CALL-53")]
    public void Ten_idle_workers_are_kept_for_a_minute_by_default()
    {
        Assert.Equal(10, CallerOptions.Default.MaxIdleWorkers);
        Assert.Equal(TimeSpan.FromSeconds(60), CallerOptions.Default.IdleWorkerTimeout);
        Assert.Null(CallerOptions.Default.MaxWorkers);
    }
}
