using ActorScheduler.Core.Tests.Machines.Model;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

public sealed class DoorTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [Trait("Contract", "DUP-10")]
    public void Who_waits_at_the_door_comes_in_by_order_of_arrival(int capacity)
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1, QueueCapacity = capacity });
        Entry[] jobs = [.. Enumerable.Range(0, 8).Select(_ => driver.Submit(flags: JobFlags.WaitsForRoom))];

        for (int i = 0; i < jobs.Length; i++)
        {
            Assert.Equal(Math.Min(jobs.Length, i + 1 + capacity), jobs.Count(j => j.AcceptanceReported));
            Assert.Equal([jobs[i]], driver.Book.Running);
            driver.EndAttempt(jobs[i]);
        }
    }

    [Fact]
    [Trait("Contract", "DUP-7")]
    public void With_a_capacity_of_0_acceptance_is_the_start_and_none_waits_inside()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 2, QueueCapacity = 0 });
        Entry[] jobs = [.. Enumerable.Range(0, 3).Select(_ => driver.Submit(flags: JobFlags.WaitsForRoom))];
        Assert.Equal(0, driver.Statistics.Waiting);
        Assert.Equal(1, driver.Statistics.AtDoor);

        driver.EndAttempt(jobs[1]);
        Assert.Contains(new Effect(EffectKind.ReportAccepted, jobs[2].Job, 0), driver.Effects);
        Assert.True(jobs[2].Running);
    }

    [Fact]
    public void Who_does_not_wait_at_the_door_is_refused_with_the_figures()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1, QueueCapacity = 1 });
        driver.Submit();
        driver.Submit();

        Assert.Equal(new RejectReason.QueueFull(1, 1), driver.Submit().Job.Extras!.Rejection);
    }

    [Fact]
    public void Nobody_passes_those_at_the_door_even_when_there_is_a_slot_for_him()
    {
        var driver = new MachineDriver(new SchedulerOptions
        {
            MaxJobs = 2, QueueCapacity = 0, GroupLimits = new Dictionary<GroupKey, int> { ["g"] = 1 },
        });
        Entry inside = driver.Submit(new JobOptions { Groups = ["g"] });
        Entry first = driver.Submit(new JobOptions { Groups = ["g"] }, JobFlags.WaitsForRoom);
        Entry second = driver.Submit(flags: JobFlags.WaitsForRoom);
        Assert.False(second.Running);
        driver.EndAttempt(inside);

        Assert.True(first.Running);
        Assert.True(second.Running);
    }

    [Fact]
    public void A_job_with_a_delay_cannot_close_a_door_that_keeps_nobody_waiting_inside()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1, QueueCapacity = 0 });
        Entry delayed = driver.Submit(new JobOptions { Delay = TimeSpan.FromSeconds(1) }, JobFlags.WaitsForRoom);
        Assert.Equal(new RejectReason.QueueFull(0, 0), delayed.Job.Extras!.Rejection);

        Assert.True(driver.Submit(flags: JobFlags.WaitsForRoom).Running);
    }

    [Fact]
    public void The_next_at_the_door_is_looked_at_when_the_one_before_was_canceled_as_he_came_in()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1, QueueCapacity = 0 });
        Entry again = driver.Submit(new JobOptions { Retry = RetryPolicy.Fixed(2, TimeSpan.FromSeconds(1)) });
        driver.EndAttempt(again, AttemptResult.Failed);     // waits inside, although nobody may
        Entry failed = driver.Submit();
        Entry doomed = driver.Submit(new JobOptions { After = [failed.Job] }, JobFlags.WaitsForRoom);
        Entry next = driver.Submit(flags: JobFlags.WaitsForRoom);
        driver.EndAttempt(failed, AttemptResult.Failed);

        Assert.Equal(JobState.Canceled, doomed.End);
        Assert.True(next.Running);
    }

    [Fact]
    public void A_job_of_a_source_may_wait_for_a_job_at_the_door_without_closing_it()
    {
        var driver = new MachineDriver(new SchedulerOptions
        {
            MaxJobs = 1, QueueCapacity = 1, GroupLimits = new Dictionary<GroupKey, int> { ["paused"] = 0 },
        });
        RunEntry run = driver.StartRun();
        Entry held = driver.Submit(new JobOptions { Groups = ["paused"] });
        Entry atDoor = driver.Submit(new JobOptions { Delay = TimeSpan.FromTicks(5) }, JobFlags.WaitsForRoom);
        Entry pulled = driver.Pulled(run, new JobOptions { After = [atDoor.Job] });
        driver.Cancel(held);
        Assert.True(atDoor.Accepted);
        driver.Advance(5);
        driver.EndAttempt(atDoor);

        Assert.True(pulled.Running);
    }

    [Fact]
    public void Acceptance_is_told_once_to_who_asks_before_and_to_who_asks_after()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1, QueueCapacity = 1 });
        Entry first = driver.Submit();
        driver.WatchAcceptance(first);
        Assert.Equal([new Effect(EffectKind.ReportAccepted, first.Job, 0)], driver.Effects);
        driver.Submit();
        Entry third = driver.Submit(flags: JobFlags.WaitsForRoom);
        Assert.Empty(driver.Effects);
        driver.EndAttempt(first);

        Assert.Single(driver.Effects, new Effect(EffectKind.ReportAccepted, third.Job, 0));
    }
}
