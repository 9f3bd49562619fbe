using ActorScheduler.Chaos;
using ActorScheduler.Machines;

namespace ActorScheduler.Store.Tests.Chaos;

public sealed class KillTests
{
    [Fact]
    public async Task A_process_that_is_killed_again_and_again_loses_no_job_repeats_none_and_keeps_every_rule()
    {
        using var killer = new Killer(new KillOptions { Kills = 10, Jobs = 600, Seed = 1 });
        KillReport report = await killer.RunAsync();
        Assert.True(report.Findings.Count == 0, report.ToString());
        Assert.Equal(10, report.Kills);
        Assert.InRange(report.OwnDeaths, 0, SchedulerMachine.MostDeaths);      // a kill may come while the job is at it
        Assert.True(report.SetAside > 0);
        Assert.True(report.Beats > 0);
        Assert.True(report.CutOff + report.EndedInVain > 0, "The kills came too late to do harm.");
    }

    [Fact]
    public async Task A_store_that_acknowledges_before_it_has_written_is_found()
    {
        using var killer = new Killer(new KillOptions { Kills = 4, Jobs = 300, Seed = 2, Hasty = true });
        KillReport report = await killer.RunAsync();
        Assert.NotEmpty(report.Findings);
        Directory.Delete(report.Folder, recursive: true);
    }

    [Theory]
    [InlineData("--kills", "3", "--jobs", "50", "--seed", "9", "--folder", "/tmp/x")]
    public void The_command_says_how_much_is_killed(params string[] args) =>
        Assert.Equal(new KillOptions { Kills = 3, Jobs = 50, Seed = 9, Folder = "/tmp/x" }, KillOptions.Parse(args));

    [Theory]
    [InlineData("--kills")]
    [InlineData("--kills", "x")]
    [InlineData("--kill", "1")]
    public void What_the_command_does_not_know_is_refused(params string[] args) =>
        Assert.Null(KillOptions.Parse(args));

    [Fact]
    public void A_plan_has_everything_and_is_the_same_for_the_same_seed()
    {
        Plan plan = Plan.Of(seed: 1, 600);
        PlannedJob[] jobs = [.. Enumerable.Range(1, 600).Select(n => plan[n])];
        Assert.Equal(Enum.GetValues<Work>(), jobs.Select(job => job.Work).Distinct().Order());
        Assert.True(plan.Barriers > 1);
        Assert.Contains(jobs, job => job.After > 0);
        Assert.Contains(jobs, job => job.Delay > 0);
        Assert.Contains(jobs, job => job.Groups!.Count > 1);
        Plan again = Plan.Of(seed: 1, 600);
        Assert.Equal(jobs.Select(job => (job.Work, job.Time, job.After)), Enumerable.Range(1, 600)
            .Select(n => (again[n].Work, again[n].Time, again[n].After)));
    }
}
