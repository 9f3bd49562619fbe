using ActorScheduler.Core.Tests.Groups;
using ActorScheduler.Core.Tests.Machines.Model;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

/// <summary>Why a job does not run, and who is in its way.</summary>
public sealed class ExplainTests
{
    [Fact]
    public void Of_a_job_that_runs_or_has_ended_nothing_is_in_the_way()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1 });
        Entry job = driver.Submit(new JobOptions { Name = "a" });
        JobExplanation running = driver.Explain(job);
        Assert.Equal(("a", JobState.Running, null), (running.Name, running.State, running.Reason));
        Assert.NotNull(running.StartedAt);
        driver.EndAttempt(job);
        Assert.Equal("a (Completed)", driver.Explain(job).ToString());
    }

    [Fact]
    public void When_as_many_run_as_may_ten_of_them_are_named_and_the_others_counted()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 12 });
        Entry[] running = [.. Enumerable.Range(0, 12).Select(_ => driver.Submit())];
        JobExplanation why = driver.Explain(driver.Submit());
        Assert.Equal(new HoldReason.MaxJobs(12, 12), why.Reason);
        Assert.Equal(running[..10].Select(r => r.Job.Id), why.Blockers.Select(b => b.JobId));
        Assert.Equal(2, why.MoreBlockers);
    }

    [Fact]
    public void A_full_group_names_the_jobs_that_are_in_it_and_no_other()
    {
        MachineDriver driver = Grouped(("a", 2));
        Entry[] holders = [Submit(driver, "a"), Submit(driver, "b"), Submit(driver, "b", "a")];
        JobExplanation why = driver.Explain(Submit(driver, "a"));
        Assert.Equal(new HoldReason.Group("a", 2, 2), why.Reason);
        Assert.Equal([holders[0].Job.Id, holders[2].Job.Id], why.Blockers.Select(b => b.JobId));
        Assert.Equal((0, 0), (why.MoreBlockers, why.HeldElsewhere));
    }

    [Fact]
    public void A_paused_group_has_nobody_in_the_way()
    {
        JobExplanation why = Grouped(("a", 0)) is var driver ? driver.Explain(Submit(driver, "a")) : null!;
        Assert.Equal(new HoldReason.Group("a", 0, 0), why.Reason);
        Assert.Empty(why.Blockers);
    }

    [Fact]
    public void Room_that_is_kept_names_the_older_job_and_what_that_waits_for()
    {
        MachineDriver driver = Grouped(("a", 1), ("b", 1));
        Entry holder = Submit(driver, "a");
        Entry passed = Submit(driver, "a", "b");
        for (int i = 0; i < GroupLimits.MaxPasses; i++) driver.EndAttempt(Submit(driver, "b"));
        JobExplanation why = driver.Explain(Submit(driver, "b"));
        Assert.Equal(new HoldReason.Group("b", 0, null), why.Reason);
        JobExplanation keeper = Assert.Single(why.Blockers);
        Assert.Equal((passed.Job.Id, new HoldReason.Group("a", 1, 1)), (keeper.JobId, keeper.Reason));
        Assert.Equal(holder.Job.Id, Assert.Single(keeper.Blockers).JobId);
    }

    [Fact]
    public void Places_that_other_schedulers_of_the_node_hold_are_counted()
    {
        var world = new LendingWorld(seed: 1);
        LendingUser first = world.AddUser();
        LendingUser second = world.AddUser();
        world.SetLimit("a", 2);
        world.DeliverAll();
        first.Submit(["a"], mustStart: false);
        PoolJob own = second.Submit(["a"], mustStart: false);
        world.DeliverAll();
        PoolJob waiting = second.Submit(["a"], mustStart: false);
        world.DeliverAll();
        JobExplanation why = second.Machine.Explain(waiting);
        Assert.Equal(new HoldReason.Group("a", 2, 2), why.Reason);
        Assert.Equal(own.Id, Assert.Single(why.Blockers).JobId);
        Assert.Equal((0, 1), (why.MoreBlockers, why.HeldElsewhere));
    }

    [Fact]
    public void A_barrier_names_what_it_waits_for_and_why_that_does_not_run()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1 });
        Entry runs = driver.Submit();
        Entry waits = driver.Submit();
        Entry delayed = driver.Submit(new JobOptions { Delay = TimeSpan.FromMinutes(5) });
        Entry barrier = driver.InsertBarrier();
        Entry behind = driver.Submit();
        Entry laterDelayed = driver.Submit(new JobOptions { Delay = TimeSpan.FromMinutes(5) });
        foreach (Entry held in (Entry[])[barrier, behind])
        {
            JobExplanation why = driver.Explain(held);
            Assert.Equal(new HoldReason.Barrier(3), why.Reason);
            Assert.Equal([runs.Job.Id, waits.Job.Id, delayed.Job.Id], why.Blockers.Select(b => b.JobId));
            Assert.Null(why.Blockers[0].Reason);
            Assert.Equal(runs.Job.Id, Assert.Single(why.Blockers[1].Blockers).JobId);
            Assert.IsType<HoldReason.Delay>(why.Blockers[2].Reason);
        }

        Assert.IsType<HoldReason.Delay>(driver.Explain(laterDelayed).Reason);
    }

    [Fact]
    public void Behind_jobs_that_it_runs_after_the_chain_goes_on_to_what_holds_those()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1 });
        Entry runs = driver.Submit(new JobOptions { Name = "runs" });
        Entry first = driver.Submit(new JobOptions { Name = "first" });
        Entry second = driver.Submit(new JobOptions { Name = "second", After = [first.Job] });
        Entry third = driver.Submit(new JobOptions { Name = "third", After = [runs.Job, second.Job] });
        Assert.Equal(
            $"""
            third (Waiting): Dependencies({runs.Job.Id}, {second.Job.Id})
              runs (Running)
              second (Waiting): Dependencies({first.Job.Id})
                first (Waiting): MaxJobs(1 of 1 running)
                  runs (Running)
            """.ReplaceLineEndings("\n"),
            driver.Explain(third).ToString());
    }

    [Fact]
    public void The_load_tells_its_figures_and_who_runs()
    {
        var driver = new MachineDriver(
            new SchedulerOptions { MaxJobs = 4, MaxLoad = 2, LoadSignal = LoadSignal.Runnable });
        Entry runs = driver.Submit();
        Entry held = driver.Submit();
        driver.LoadRead(3.5);
        JobExplanation why = driver.Explain(held);
        Assert.Equal(new HoldReason.Load(LoadSignal.Runnable, 3.5, 2), why.Reason);
        Assert.Equal(runs.Job.Id, Assert.Single(why.Blockers).JobId);
    }

    [Fact]
    public void At_the_door_of_a_full_queue_the_head_of_the_queue_is_in_the_way()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1, QueueCapacity = 1 });
        driver.Submit();
        Entry head = driver.Submit();
        JobExplanation why = driver.Explain(driver.Submit(flags: JobFlags.WaitsForRoom));
        Assert.Equal(new HoldReason.QueueFull(1), why.Reason);
        JobExplanation blocker = Assert.Single(why.Blockers);
        Assert.Equal((head.Job.Id, new HoldReason.MaxJobs(1, 1)), (blocker.JobId, blocker.Reason));
    }

    [Fact]
    public void A_delay_tells_its_end()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1 });
        Entry job = driver.Submit(new JobOptions { Delay = TimeSpan.FromMinutes(5) });
        var until = new DateTimeOffset(driver.Book.Now + TimeSpan.FromMinutes(5).Ticks, TimeSpan.Zero);
        Assert.Equal(new HoldReason.Delay(until), driver.Explain(job).Reason);
    }

    [Fact]
    public void However_much_waits_for_what_an_explanation_stays_small()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1 });
        List<Entry> all = [driver.Submit()];
        for (int i = 0; i < 60; i++)
            all.Add(driver.Submit(new JobOptions { After = [.. all.Select(e => e.Job)] }));
        JobExplanation why = driver.Explain(all[^1]);
        Assert.InRange(Count(why), 11, 500);
        Assert.Equal(50, why.MoreBlockers);
        Assert.InRange(Depth(why), 2, JobExplanation.MaxDepth + 1);
    }

    [Fact]
    public void A_chain_ends_where_it_is_too_long()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1 });
        Entry last = driver.Submit();
        for (int i = 0; i < 30; i++) last = driver.Submit(new JobOptions { After = [last.Job] });
        Assert.Equal(JobExplanation.MaxDepth + 1, Depth(driver.Explain(last)));
    }

    private static int Count(JobExplanation link) => 1 + link.Blockers.Sum(Count);

    private static int Depth(JobExplanation link) => 1 + link.Blockers.Select(Depth).DefaultIfEmpty(0).Max();

    private static MachineDriver Grouped(params (string Group, int Limit)[] limits)
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = null });
        foreach ((string group, int limit) in limits) driver.SetGroupLimit(group, limit);
        return driver;
    }

    private static Entry Submit(MachineDriver driver, params string[] groups) =>
        driver.Submit(new JobOptions { Groups = [.. groups.Select(static g => GroupKey.Of(g))] });
}
