using ActorScheduler.Core.Tests.Machines.Model;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

public sealed class LoadTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    [Fact]
    [Trait("Contract", "PORT-37")]
    [Trait("Contract", "PORT-39")]
    public void One_job_always_runs_however_high_or_unreadable_the_load_is()
    {
        MachineDriver driver = Loaded(timed: true);
        Entry first = driver.Submit();
        Entry second = driver.Submit();
        Assert.True(first.Running);
        Assert.True(driver.Book.LoadAsked);
        driver.LoadRead(null);
        Assert.False(second.Running);
        Assert.Equal(new HoldReason.Load(LoadSignal.LoadAverage, null, 4), driver.WhyHeld(second));

        driver.EndAttempt(first);
        Assert.True(second.Running);
    }

    [Fact]
    [Trait("Contract", "PORT-38")]
    public void A_load_at_its_limit_holds_the_next_job_and_a_lower_one_lets_it_start()
    {
        MachineDriver driver = Loaded(timed: true);
        driver.Submit();
        Entry second = driver.Submit();
        driver.LoadRead(4);
        Assert.False(second.Running);
        driver.Advance(Interval.Ticks);
        driver.LoadRead(3.99);
        Assert.True(second.Running);
    }

    [Fact]
    public void A_reading_that_refuses_a_run_and_the_door_alike_asks_for_no_other()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 8, MaxLoad = 4, QueueCapacity = 0 });
        RunEntry run = driver.StartRun();
        Entry first = driver.Pulled(run);
        Assert.True(first.Running);
        if (driver.Book.LoadAsked) driver.LoadRead(null);
        driver.Advance(Interval.Ticks);
        driver.Submit(flags: JobFlags.WaitsForRoom);
        Assert.True(driver.Book.LoadAsked);
        driver.LoadRead(null);
        Assert.False(driver.Book.LoadAsked);
    }

    [Fact]
    [Trait("Contract", "PORT-40")]
    public void Without_a_load_limit_the_load_is_never_read()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 3 });
        for (int i = 0; i < 5; i++) driver.Submit();
        driver.EndAttempt(driver.Book.Running.First());

        Assert.False(driver.Book.LoadAsked);
    }

    [Fact]
    [Trait("Contract", "PORT-41")]
    public void Without_a_timed_check_the_load_is_looked_at_again_when_a_job_ends_or_comes()
    {
        MachineDriver driver = Loaded(timed: false);
        Entry first = driver.Submit();
        Entry second = driver.Submit();
        driver.LoadRead(1);
        Assert.True(second.Running);
        driver.Advance(Interval.Ticks);
        Entry third = driver.Submit();
        driver.LoadRead(9);
        driver.Advance(100 * Interval.Ticks);
        Assert.Null(driver.Book.LoadTimer);
        Assert.False(driver.Book.LoadAsked);

        driver.Submit();
        Assert.True(driver.Book.LoadAsked);
        driver.LoadRead(9);
        driver.EndAttempt(first);
        Assert.True(driver.Book.LoadAsked);
        driver.LoadRead(1);
        Assert.True(third.Running);
    }

    [Fact]
    [Trait("Contract", "PORT-42")]
    public void The_timed_check_has_one_timer_and_sets_it_again_while_the_load_holds_jobs_back()
    {
        MachineDriver driver = Loaded(timed: true);
        driver.Submit();
        driver.Submit();
        Assert.Null(driver.Book.LoadTimer);
        for (int i = 0; i < 3; i++)
        {
            driver.LoadRead(9);
            Assert.Equal(driver.Book.Now + Interval.Ticks, driver.Book.LoadTimer);
            driver.Advance(Interval.Ticks);
            Assert.True(driver.Book.LoadAsked);
        }
    }

    [Fact]
    [Trait("Contract", "PORT-42")]
    public void With_one_slot_there_is_no_timed_check()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1, MaxLoad = 4, LoadCheckInterval = Interval });
        driver.Submit();
        driver.Submit();

        Assert.False(driver.Book.LoadAsked);
        Assert.Null(driver.Book.LoadTimer);
    }

    [Fact]
    public void A_flood_of_jobs_costs_no_readings_while_the_timer_is_set()
    {
        MachineDriver driver = Loaded(timed: true);
        driver.Submit();
        driver.Submit();
        driver.LoadRead(9);
        for (int i = 0; i < 100; i++) driver.Submit();

        Assert.False(driver.Book.LoadAsked);
    }

    [Fact]
    public void A_job_that_comes_after_the_timer_fired_for_nobody_is_not_forgotten()
    {
        MachineDriver driver = Loaded(timed: true);
        driver.Submit();
        Entry canceled = driver.Submit();
        driver.LoadRead(9);
        driver.Cancel(canceled);
        driver.Advance(Interval.Ticks);         // nothing waits: the timer is not set again
        Entry late = driver.Submit();
        driver.LoadRead(1);

        Assert.True(late.Running);
    }

    [Fact]
    public void A_job_that_waits_long_at_the_door_is_admitted_by_a_reading_of_now()
    {
        var driver = new MachineDriver(new SchedulerOptions
        {
            MaxJobs = 3, MaxLoad = 4, LoadCheckInterval = Interval, QueueCapacity = 0,
        });
        driver.Submit();
        Entry atDoor = driver.Submit(flags: JobFlags.WaitsForRoom);
        for (int i = 0; i < 3; i++)
        {
            driver.LoadRead(9);
            Assert.Equal(driver.Book.Now + Interval.Ticks, driver.Book.LoadTimer);
            driver.Advance(Interval.Ticks);
        }

        driver.LoadRead(1);
        Assert.True(atDoor.Running);
        driver.Advance(Interval.Ticks);
        Assert.False(driver.Submit(flags: JobFlags.WaitsForRoom).Running);
        Assert.True(driver.Book.LoadAsked);     // the last reading is too old
    }

    [Fact]
    public void Jobs_that_started_after_the_reading_count_until_the_next_reading()
    {
        var effects = new EffectBuffer();
        var machine = new SchedulerMachine(
            new SchedulerOptions { MaxJobs = 9, MaxLoad = 4, LoadSignal = LoadSignal.Runnable }, effects);
        for (int i = 0; i < 9; i++) machine.Submit(new FakeJob(), 1);
        Assert.Equal(1, machine.Running);

        machine.LoadRead(2, 2);         // 2, then 3, then 4
        Assert.Equal(3, machine.Running);
        machine.LoadTimerFired(3);
        machine.LoadRead(3, 4);         // they are in the figure now
        Assert.Equal(4, machine.Running);
    }

    [Fact]
    [Trait("Contract", "PORT-44")]
    public void A_loaded_machine_asks_no_source()
    {
        MachineDriver driver = Loaded(timed: true);
        RunEntry run = driver.StartRun();
        driver.Pulled(run);
        driver.LoadRead(9);

        Assert.False(run.Pulling);
        driver.Advance(Interval.Ticks);
        driver.LoadRead(1);
        Assert.True(run.Pulling);
    }

    private static MachineDriver Loaded(bool timed) =>
        new(new SchedulerOptions { MaxJobs = 3, MaxLoad = 4, LoadCheckInterval = timed ? Interval : null });
}
