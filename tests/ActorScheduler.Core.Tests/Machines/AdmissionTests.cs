using ActorScheduler.Core.Tests.Machines.Model;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

public sealed class AdmissionTests
{
    [Fact]
    [Trait("Contract", "DUP-8")]
    public void With_one_slot_each_job_starts_when_the_one_before_has_ended()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1 });
        Entry[] jobs = [.. Enumerable.Range(0, 20).Select(_ => driver.Submit())];

        foreach (Entry job in jobs)
        {
            Assert.Equal([job], driver.Book.Running);
            driver.EndAttempt(job);
        }
    }

    [Fact]
    [Trait("Contract", "DUP-9")]
    [Trait("Contract", "PORT-35")]
    public void No_more_jobs_run_than_may_and_never_fewer_while_some_wait()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 3 });
        for (int i = 0; i < 10; i++) driver.Submit();

        for (int waiting = 7; waiting > 0; waiting--)
        {
            Assert.Equal(3, driver.Book.Running.Count());
            driver.EndAttempt(driver.Book.Running.Last());
        }
    }

    [Fact]
    [Trait("Contract", "PORT-35")]
    public void Without_a_limit_every_job_starts_at_once()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = null });
        for (int i = 0; i < 50; i++) Assert.True(driver.Submit().Running);
    }

    [Fact]
    public void A_lower_limit_stops_nobody_and_a_higher_one_starts_jobs_at_once()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 4 });
        Entry[] jobs = [.. Enumerable.Range(0, 8).Select(_ => driver.Submit())];

        driver.SetMaxJobs(1);
        Assert.Equal(4, driver.Book.Running.Count());
        foreach (Entry job in jobs[..3]) driver.EndAttempt(job);
        Assert.Equal([jobs[3]], driver.Book.Running);
        driver.SetMaxJobs(3);
        Assert.Equal(jobs[3..6], driver.Book.Running);
        driver.SetMaxJobs(null);
        Assert.Equal(jobs[3..], driver.Book.Running);
    }

    [Fact]
    public void The_higher_priority_starts_first_and_the_earlier_job_among_equals()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1 });
        Entry first = driver.Submit();
        Entry low = driver.Submit(new JobOptions { Priority = -3 });
        Entry[] middle = [driver.Submit(), driver.Submit()];
        Entry high = driver.Submit(new JobOptions { Priority = 7 });

        foreach (Entry job in (Entry[])[first, high, .. middle, low])
        {
            Assert.Equal([job], driver.Book.Running);
            driver.EndAttempt(job);
        }
    }

    [Fact]
    public void A_job_that_comes_back_after_a_pause_keeps_its_place_before_younger_ones()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1 });
        Entry old = driver.Submit(new JobOptions { Retry = RetryPolicy.Fixed(2, TimeSpan.FromSeconds(1)) });
        Entry[] young = [driver.Submit(), driver.Submit()];
        driver.EndAttempt(old, AttemptResult.Failed);
        driver.Advance(TimeSpan.TicksPerSecond);
        driver.EndAttempt(young[0]);

        Assert.True(old.Running);
    }

    [Fact]
    public void Each_running_job_has_a_token_and_none_is_kept_for_nobody()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 2 }, useTokens: true);
        Entry[] jobs = [driver.Submit(), driver.Submit(), driver.Submit()];
        Assert.Equal("Jobserver(0 tokens held, waits for one more)", driver.WhyHeld(jobs[0])!.ToString());
        driver.TokenGranted();
        driver.TokenGranted();
        Assert.Equal(jobs[..2], driver.Book.Running);

        driver.EndAttempt(jobs[0]);             // its token goes on to the next
        Assert.True(jobs[2].Running);
        driver.EndAttempt(jobs[1]);
        driver.EndAttempt(jobs[2]);
        Assert.Equal(0, driver.Book.Tokens);
    }

    [Fact]
    public void A_token_that_comes_when_nobody_needs_it_any_more_goes_back()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 2 }, useTokens: true);
        Entry job = driver.Submit();
        driver.Cancel(job);
        driver.TokenGranted();

        Assert.Equal([new Effect(EffectKind.ReleaseToken, null, 0)], driver.Effects);
    }

    [Fact]
    public void No_source_costs_a_token()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 2 }, useTokens: true);
        RunEntry run = driver.StartRun();

        Assert.True(run.Pulling);
        Assert.False(driver.Book.TokenAsked);
        driver.Pulled(run);
        Assert.True(driver.Book.TokenAsked);
    }

    [Fact]
    public void Why_a_job_waits_is_said_in_figures()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 2, GroupLimits = new Dictionary<GroupKey, int> { ["disk"] = 1 } });
        Entry first = driver.Submit(new JobOptions { Groups = ["disk"] });
        Entry second = driver.Submit(new JobOptions { Groups = ["disk"] });
        Entry delayed = driver.Submit(new JobOptions { Delay = TimeSpan.FromTicks(500) });
        Entry after = driver.Submit(new JobOptions { After = [first.Job] });
        Assert.Equal(new HoldReason.Group("disk", 1, 1), driver.WhyHeld(second));
        Assert.Equal(new HoldReason.Delay(new DateTimeOffset(1500, TimeSpan.Zero)), driver.WhyHeld(delayed));
        Assert.Equal(first.Job.Id, Assert.Single(Assert.IsType<HoldReason.Dependencies>(driver.WhyHeld(after)).Jobs));

        driver.Submit();
        Entry third = driver.Submit();
        Assert.Equal(new HoldReason.MaxJobs(2, 2), driver.WhyHeld(third));
        driver.InsertBarrier();
        Assert.Equal(new HoldReason.Barrier(6), driver.WhyHeld(driver.Submit()));
        Assert.Null(driver.WhyHeld(first));
    }
}
