using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class KinOutputTests
{
    // What portage's scheduler writes to a task's log file, a process writes to its own: by name, at its end.
    [Fact]
    [Trait("Contract", "PORT-68")]
    public async Task The_output_of_jobs_is_added_to_a_log_file()
    {
        string folder = Directory.CreateTempSubdirectory("actorscheduler").FullName;
        try
        {
            await using TestNode node = await TestNode.StartAsync();
            Scheduler scheduler = node.Scheduler(1);
            ProcessOutput log = ProcessOutput.File(Path.Combine(folder, "log"), append: true);
            ProcessExit first = await scheduler.Schedule(Job.Shell("echo one; echo wrong >&2") with { Output = log, Error = log });
            ProcessExit second = await scheduler.Schedule(Job.Shell("echo two") with { Output = log });
            Assert.True(first.Succeeded && second.Succeeded);
            Assert.Equal("one\nwrong\ntwo\n", await File.ReadAllTextAsync(Path.Combine(folder, "log")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Ours falls back to nothing: output that cannot go where it was asked to is a typed failure of its own job.
    [Fact]
    [Trait("Contract", "PORT-68")]
    public async Task A_log_file_in_a_folder_that_is_not_there_fails_its_own_job()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        ProcessOutput log = ProcessOutput.File("/no/such/folder/log");
        ProcessHandle job = scheduler.Schedule(Job.Shell("echo one") with { Output = log });
        ProcessStartException error = await Assert.ThrowsAsync<ProcessStartException>(async () => await job);
        Assert.Equal(ProcessStartError.FileNotOpened, error.Error);
        Assert.Contains("/no/such/folder/log", error.Message, StringComparison.Ordinal);
        Assert.True((await scheduler.Schedule(Job.Shell("true"))).Succeeded);
    }
}
