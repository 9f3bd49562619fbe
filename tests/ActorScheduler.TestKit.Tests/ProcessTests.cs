namespace ActorScheduler.TestKit.Tests;

public sealed class ProcessTests
{
    [Theory, MemberData(nameof(Seeds.Swarm), 50, MemberType = typeof(Seeds))]
    public Task A_process_runs_writes_and_exits_in_virtual_time(ulong seed) => Simulation.RunAsync(seed, async sim =>
    {
        sim.Processes.Set("make", new() { Duration = TimeSpan.FromMinutes(2), ExitCode = 3, Output = "one\ntwo\nthree" });
        Scheduler scheduler = sim.Node.CreateScheduler("s");
        ProcessHandle make = scheduler.Schedule(Job.Process("make"));
        List<string> lines = [];
        await foreach (OutputLine line in make.Output) lines.Add(line.Text);
        ProcessExit exit = await make;
        Assert.Equal(["one", "two", "three"], lines);
        Assert.Equal(3, exit.ExitCode);
        Assert.Equal(TimeSpan.FromMinutes(2), exit.Elapsed);
    });

    [Theory, MemberData(nameof(Seeds.Swarm), 50, MemberType = typeof(Seeds))]
    public Task A_process_that_ignores_TERM_is_killed(ulong seed) => Simulation.RunAsync(seed, async sim =>
    {
        sim.Processes.Set("deaf", new() { Duration = TimeSpan.FromHours(1), IgnoresTerm = true });
        Scheduler scheduler = sim.Node.CreateScheduler("s");
        ProcessHandle job = scheduler.Schedule(Job.Process("deaf") with { KillAfter = TimeSpan.FromSeconds(5) });
        await sim.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
        ProcessExit exit = (ProcessExit)await job.CancelAsync();
        Assert.Equal(9, exit.Signal);
        Assert.Equal(TimeSpan.FromSeconds(65), exit.Elapsed);
    });

    [Theory, MemberData(nameof(Seeds.Swarm), 50, MemberType = typeof(Seeds))]
    public Task A_grandchild_that_holds_the_output_is_reported_as_leaked(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            sim.Processes.Set("sh", new() { LeakedGrandchild = TimeSpan.FromHours(1) });
            Scheduler scheduler = sim.Node.CreateScheduler("s");
            ProcessExit exit = await scheduler.Schedule(Job.Process("sh"));
            Assert.True(exit.OutputAbandoned);
            Assert.Single(exit.LeakedProcesses);
            Assert.Equal(ProcessJob.DefaultDrainTimeout, exit.Elapsed);
        });

    [Fact]
    public Task A_process_that_cannot_be_started_says_why() => Simulation.RunAsync(1, async sim =>
    {
        sim.Processes.Set("gone", new() { StartError = ProcessStartError.ProgramNotFound });
        Scheduler scheduler = sim.Node.CreateScheduler("s");
        var failure = await Assert.ThrowsAsync<ProcessStartException>(
            async () => await scheduler.Schedule(Job.Process("gone")));
        Assert.Equal(ProcessStartError.ProgramNotFound, failure.Error);
    });

    [Theory, MemberData(nameof(Seeds.Swarm), 50, MemberType = typeof(Seeds))]
    public Task A_load_that_rises_holds_jobs_back_until_it_falls(ulong seed) => Simulation.RunAsync(seed, async sim =>
    {
        sim.Load.Follow(at => at < TimeSpan.FromMinutes(10) ? 9 : 1);
        Scheduler scheduler = sim.Node.CreateScheduler("s", new() { MaxJobs = 8, MaxLoad = 4 });
        _ = scheduler.Schedule(sim.Work(TimeSpan.FromHours(1)));
        JobHandle held = scheduler.Schedule(sim.Work(TimeSpan.FromMinutes(1)));
        JobExit exit = await held.WaitForExitAsync();
        Assert.InRange(exit.StartedAt!.Value - DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(10),
            TimeSpan.FromMinutes(10) + SchedulerOptions.DefaultLoadCheckInterval);
    });
}
