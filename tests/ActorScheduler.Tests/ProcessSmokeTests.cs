namespace ActorScheduler.Tests;

public sealed class ProcessSmokeTests
{
    [Fact]
    public async Task A_process_gives_its_output_and_then_its_exit()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Scheduler scheduler = node.CreateScheduler("s");
        ProcessHandle job = scheduler.Schedule(Job.Shell("echo hello; echo bad >&2; exit 3"));
        ProcessExit exit = await job;
        Assert.Equal(3, exit.ExitCode);
        Assert.Equal(JobOutcome.Failed, exit.Outcome);
        Assert.Equal("hello\n", await job.Output.ReadAllTextAsync());
        Assert.Equal("bad\n", await job.Error.ReadAllTextAsync());
    }

    [Fact]
    public async Task A_canceled_process_keeps_its_own_exit()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Scheduler scheduler = node.CreateScheduler("s");
        ProcessHandle job = scheduler.Schedule(Job.Shell("echo up; sleep 60"));
        await foreach (OutputLine line in job.Output)
        {
            Assert.Equal("up", line.Text);
            job.Cancel("enough");
        }

        ProcessExit exit = await job;
        Assert.Equal(-15, exit.ExitCode);
        Assert.True(exit.CancelRequested);
        Assert.Equal(["enough"], exit.CancelReasons);
    }

    [Fact]
    public async Task A_missing_program_fails_its_own_job_by_name()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Scheduler scheduler = node.CreateScheduler("s");
        ProcessHandle job = scheduler.Schedule(Job.Process("no-such-program"));
        var error = await Assert.ThrowsAsync<ProcessStartException>(async () => await job);
        Assert.Contains("no-such-program", error.Message, StringComparison.Ordinal);
    }
}
