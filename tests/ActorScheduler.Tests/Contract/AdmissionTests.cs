using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class AdmissionTests
{
    [Fact]
    [Trait("Contract", "PORT-34")]
    public async Task Nothing_is_admitted_after_termination()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        scheduler.Terminate();
        JobHandle job = scheduler.Schedule(_ => Assert.Fail("It must not run."));
        var error = await Assert.ThrowsAsync<JobRejectedException>(() => job.Done());
        Assert.Equal(new RejectReason.Stopped(StopMode.CancelRunning), error.Reason);
        int asked = 0;
        SchedulerRun run = scheduler.RunAllAsync(Source());
        Assert.Equal(JobExit.CanceledExitCode, await run.RunToEndAsync().Soon());
        Assert.Equal((0, false), (asked, run.SourceExhausted));

        IEnumerable<Job> Source()
        {
            asked++;
            yield return Job.Run(_ => { });
        }
    }

    [Fact]
    [Trait("Contract", "PORT-35")]
    public async Task The_portage_preset_runs_one_at_a_time_and_null_means_no_limit()
    {
        Assert.Equal(1, SchedulerOptions.Portage.MaxJobs);
        Assert.Null(SchedulerOptions.Portage.LoadCheckInterval);
        Assert.Equal(Environment.ProcessorCount, new SchedulerOptions().MaxJobs);
        await using TestNode node = await TestNode.StartAsync();
        Scheduler one = node.Scheduler(SchedulerOptions.Portage);
        var step = new Step();
        JobHandle first = one.Schedule(step.RunAsync);
        JobHandle second = one.Schedule(_ => { });
        Assert.Equal(new HoldReason.MaxJobs(1, 1), await second.GetHoldReasonAsync());
        step.Succeed();
        await first.Done();
        await second.Done();
        Scheduler unlimited = node.Scheduler(new SchedulerOptions { MaxJobs = null });
        Step[] all = [.. Enumerable.Range(0, 1_000).Select(_ => new Step())];
        foreach (Step each in all) _ = unlimited.Schedule(each.RunAsync);
        await Task.WhenAll(all.Select(s => s.Started));
        Assert.Equal(1_000, (await unlimited.GetStatisticsAsync()).Running);
        foreach (Step each in all) each.Succeed();
        await unlimited.DrainAsync().Soon();
    }

    [Fact]
    [Trait("Contract", "PORT-36")]
    public async Task No_jobs_at_all_is_refused_as_a_limit()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SchedulerOptions { MaxJobs = 0 });
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.SetMaxJobs(0));
        Assert.Equal(1, await scheduler.Schedule(_ => 1).Value());
    }

    [Fact]
    public async Task The_limit_can_be_changed_while_jobs_run_and_stops_none()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        Step[] steps = [.. Enumerable.Range(0, 4).Select(_ => new Step())];
        foreach (Step step in steps) _ = scheduler.Schedule(step.RunAsync);
        await steps[0].Started;
        scheduler.SetMaxJobs(3);
        await Task.WhenAll(steps.Take(3).Select(s => s.Started));
        scheduler.SetMaxJobs(1);
        SchedulerStatistics now = await scheduler.GetStatisticsAsync();
        Assert.Equal((3, 1, 1), (now.Running, now.Waiting, now.MaxJobs));
        steps[0].Succeed();
        steps[1].Succeed();
        scheduler.SetMaxJobs(null);
        await steps[3].Started;
        steps[2].Succeed();
        steps[3].Succeed();
        await scheduler.DrainAsync().Soon();
    }

    [Fact]
    public async Task A_groups_limit_can_be_changed_and_zero_pauses_it()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(new SchedulerOptions
        {
            MaxJobs = 8, GroupLimits = new Dictionary<GroupKey, int> { ["disk"] = 1 },
        });
        JobOptions disk = new() { Groups = ["disk"] };
        Step first = new(), second = new(), third = new();
        _ = scheduler.Schedule(first.RunAsync, disk);
        JobHandle waits = scheduler.Schedule(second.RunAsync, disk);
        await first.Started;
        Assert.Equal(new HoldReason.Group("disk", 1, 1), await waits.GetHoldReasonAsync());
        scheduler.SetGroupLimit("disk", 2);
        await second.Started;
        scheduler.SetGroupLimit("disk", 0);
        JobHandle paused = scheduler.Schedule(third.RunAsync, disk);
        first.Succeed();
        second.Succeed();
        await waits.Done();
        Assert.Equal(new HoldReason.Group("disk", 0, 0), await paused.GetHoldReasonAsync());
        scheduler.SetGroupLimit("disk", null);
        await third.Started;
        third.Succeed();
        Assert.Throws<ArgumentException>(() => scheduler.SetGroupLimit(GroupKey.All, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.SetGroupLimit("disk", -1));
    }

    [Fact]
    public async Task Higher_priorities_start_first_and_never_pass_a_barrier()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        _ = scheduler.Schedule(step.RunAsync);
        var order = new List<string>();
        Schedule("c", 0);
        Schedule("d", 0);
        Schedule("b", 1);
        Schedule("a", 100);
        _ = scheduler.InsertBarrier();
        Schedule("f", 0);
        Schedule("e", 100);
        step.Succeed();
        await scheduler.DrainAsync().Soon();
        Assert.Equal("a b c d e f", string.Join(' ', order));

        void Schedule(string name, int priority) =>
            _ = scheduler.Schedule(_ => order.Add(name), new() { Priority = priority });
    }

    [Fact]
    public async Task A_job_runs_after_those_it_names_and_not_when_one_of_them_fails()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        Step first = new(), second = new();
        JobHandle a = scheduler.Schedule(first.RunAsync), b = scheduler.Schedule(second.RunAsync);
        JobHandle afterBoth = scheduler.Schedule(_ => { }, new() { After = [a, b] });
        first.Succeed();
        await a.Done();
        Assert.Equal([b.Id], ((HoldReason.Dependencies?)await afterBoth.GetHoldReasonAsync())!.Jobs);
        second.Succeed();
        await afterBoth.Done();
        JobHandle bad = scheduler.Schedule(_ => { throw new InvalidDataException("root"); });
        JobHandle next = scheduler.Schedule(_ => Assert.Fail("It must not run."), new() { After = [bad] });
        JobHandle last = scheduler.Schedule(_ => Assert.Fail("It must not run."), new() { After = [next] });
        var error = await Assert.ThrowsAsync<JobCanceledException>(() => last.Done());
        Assert.Equal("root", error.InnerException!.Message);
        JobHandle late = scheduler.Schedule(_ => Assert.Fail("It must not run."), new() { After = [bad] });
        await Assert.ThrowsAsync<JobCanceledException>(() => late.Done());
        Scheduler other = node.Scheduler(1);
        Assert.Throws<ArgumentException>(() => other.Schedule(_ => { }, new() { After = [a] }));
    }
}
