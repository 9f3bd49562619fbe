using ActorScheduler.Core.Tests.Machines.Model;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

public sealed class BarrierAndDrainTests
{
    private readonly MachineDriver _driver = new(new SchedulerOptions { MaxJobs = 3 });

    [Fact]
    [Trait("Contract", "DUP-14")]
    [Trait("Contract", "DUP-16")]
    public void What_comes_after_a_barrier_waits_for_the_end_of_everything_before_whatever_its_outcome()
    {
        Entry[] before = [_driver.Submit(), _driver.Submit()];
        Entry barrier = _driver.InsertBarrier();
        Entry after = _driver.Submit();

        _driver.EndAttempt(before[0], AttemptResult.Failed);
        Assert.False(after.Running);
        _driver.EndAttempt(before[1]);

        Assert.Equal(JobState.Completed, barrier.End);
        Assert.True(after.Running);
    }

    [Fact]
    [Trait("Contract", "DUP-16")]
    public void A_priority_never_passes_a_barrier()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1 });
        Entry first = driver.Submit();
        Entry low = driver.Submit(new JobOptions { Priority = -100 });
        driver.InsertBarrier();
        Entry high = driver.Submit(new JobOptions { Priority = 100 });

        driver.EndAttempt(first);
        Assert.True(low.Running);
        driver.EndAttempt(low);
        Assert.True(high.Running);
    }

    [Fact]
    [Trait("Contract", "DUP-13")]
    public void Barriers_next_to_each_other_are_one()
    {
        var epochs = new BarrierEpochs();
        var job = new FakeJob();
        epochs.Enter(job);
        for (int i = 0; i < 5; i++) Assert.True(epochs.Raise(new FakeJob()));
        epochs.Enter(new FakeJob());
        List<JobReference> fallen = [];
        epochs.Leave(job.Segment!, new EffectBuffer(), fallen);

        Assert.Equal(5, fallen.Count);
        Assert.Equal(1, epochs.Current.Number);
        Assert.True(epochs.IsOpen);
    }

    [Fact]
    [Trait("Contract", "DUP-15")]
    public void A_barrier_with_nothing_before_it_falls_at_once()
    {
        Assert.Equal(JobState.Completed, _driver.InsertBarrier().End);
        Assert.Equal(JobState.Completed, _driver.InsertBarrier().End);
        Assert.True(_driver.Submit().Running);
    }

    [Fact]
    [Trait("Contract", "DUP-17")]
    public void A_job_that_was_handed_in_before_the_barrier_and_waits_at_the_door_belongs_before_it()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1, QueueCapacity = 0 });
        Entry running = driver.Submit();
        Entry atDoor = driver.Submit(flags: JobFlags.WaitsForRoom);
        Entry barrier = driver.InsertBarrier();
        driver.EndAttempt(running);

        Assert.True(atDoor.Running);
        Assert.False(barrier.Ended);
        driver.EndAttempt(atDoor);
        Assert.True(barrier.Ended);
    }

    [Fact]
    [Trait("Contract", "DUP-18")]
    public void A_barrier_that_nothing_follows_holds_no_drain_and_no_stop()
    {
        Entry job = _driver.Submit();
        _driver.InsertBarrier();
        DrainEntry drain = _driver.Drain();
        _driver.Stop(StopMode.Drain);
        _driver.EndAttempt(job);

        Assert.True(drain.Reached);
        Assert.True(_driver.Book.StoppedReported);
    }

    [Fact]
    public void A_canceled_barrier_still_stands()
    {
        Entry before = _driver.Submit();
        Entry barrier = _driver.InsertBarrier();
        _driver.Cancel(barrier);
        Entry after = _driver.Submit();

        Assert.Equal(JobState.Canceled, barrier.End);
        Assert.False(after.Running);
        _driver.EndAttempt(before);
        Assert.True(after.Running);
    }

    [Fact]
    public void A_pause_between_two_attempts_holds_the_barrier_too()
    {
        Entry job = _driver.Submit(new JobOptions { Retry = RetryPolicy.Fixed(2, TimeSpan.FromSeconds(1)) });
        _driver.InsertBarrier();
        Entry after = _driver.Submit();
        _driver.EndAttempt(job, AttemptResult.Failed);
        Assert.False(after.Running);

        _driver.Advance(TimeSpan.TicksPerSecond);
        Assert.True(job.Running);
        _driver.EndAttempt(job);
        Assert.True(after.Running);
    }

    [Fact]
    [Trait("Contract", "DUP-28")]
    public void A_drain_of_an_idle_scheduler_is_reached_at_once() => Assert.True(_driver.Drain().Reached);

    [Fact]
    [Trait("Contract", "DUP-28")]
    [Trait("Contract", "DUP-30")]
    public void A_drain_waits_for_what_came_before_it_running_or_not_and_for_nothing_else()
    {
        Entry[] before = [.. Enumerable.Range(0, 5).Select(_ => _driver.Submit())];
        DrainEntry drain = _driver.Drain();
        Entry later = _driver.Submit();
        foreach (Entry job in before)
        {
            Assert.False(drain.Reached);
            _driver.EndAttempt(job);
        }

        Assert.True(drain.Reached);
        Assert.False(later.Ended);
    }

    [Fact]
    [Trait("Contract", "DUP-29")]
    [Trait("Contract", "DUP-31")]
    public void A_drain_is_reached_after_failures_and_closes_nothing()
    {
        Entry job = _driver.Submit();
        DrainEntry drain = _driver.Drain();
        _driver.EndAttempt(job, AttemptResult.Failed);

        Assert.True(drain.Reached);
        Assert.True(_driver.Submit().Running);
    }
}
