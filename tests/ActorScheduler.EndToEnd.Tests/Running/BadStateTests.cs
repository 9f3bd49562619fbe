namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>A state that cannot be used: one clear line, exit status 2, nothing started, the file as it was.</summary>
public sealed class BadStateTests : IDisposable
{
    /// <summary>Where SQLite keeps a number for the program that made the file: the format of a store.</summary>
    private const int FormatAt = 60;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cannot use state 'folder': it is a directory", "--state", "folder", "jobs")]
    [InlineData("cannot use state 'no/state': no such directory", "--state", "no/state", "jobs")]
    [InlineData("cannot use state 'text': it is a file of another kind", "--state", "text", "jobs")]
    [InlineData("'./jobs' cannot be the state: it is the job file", "--state", "./jobs", "jobs")]
    [InlineData("'x' cannot be the state: it is the job log", "--state", "x", "--joblog", "./x", "jobs")]
    [InlineData("'./x-wal' cannot be the job log: it belongs to the state", "--state", "x", "--joblog", "./x-wal", "jobs")]
    [InlineData("'x.lock' cannot be the job log: it belongs to the state", "--state", "x", "--joblog", "x.lock", "jobs")]
    [InlineData("--state must be the name of a file, not ''", "--state=", "jobs")]
    [InlineData("--resume needs --state FILE or --joblog FILE, which has what was done before", "--resume", "jobs")]
    [InlineData("--resume-failed needs --state FILE or --joblog FILE, which has what was done before", "--resume-failed", "jobs")]
    public async Task A_wrong_file_is_one_line(string message, params string[] arguments)
    {
        _folder.Write("jobs", "touch started\n");
        _folder.Write("text", "This is a letter to somebody, and long enough to be taken for a data base by mistake.\n");
        Directory.CreateDirectory(_folder["folder"]);
        await RefusedAsync(message, arguments);
        Assert.Equal("touch started\n", _folder.Read("jobs"));
    }

    [Theory]
    [InlineData("the state 'state' holds a run already: --resume goes on with it", "echo 1\necho 2\ntouch started\n")]
    [InlineData("the state 'state' is of another job file: it differs at job 1 of jobs:1 or before it", "echo 3\necho 2\ntouch started\n", "--resume")]
    [InlineData("the state 'state' is of another job file: it differs at job 2 of jobs:3 or before it", "echo 1\n---\necho 2\ntouch started\n", "--resume")]
    [InlineData("the state 'state' is of another job file: it differs at job 2 of jobs:3 or before it", "echo 1\n@groups g\necho 2\ntouch started\n", "--resume-failed")]
    [InlineData("the state 'state' is of another job file: it has a job 2, and jobs has 1", "echo 1\n", "--resume")]
    public async Task The_state_of_another_run_is_refused(string message, string jobs, params string[] arguments)
    {
        await MakeStateAsync();
        _folder.Write("jobs", jobs);
        await RefusedAsync(message, ["--state", "state", "--group", "g=1", .. arguments, "jobs"]);
    }

    [Fact]
    public async Task A_state_of_a_newer_release_or_a_damaged_one_is_refused()
    {
        await MakeStateAsync();
        byte[] good = File.ReadAllBytes(_folder["state"]);
        byte[] newer = [.. good];
        newer[FormatAt + 3] = 2;
        _folder.Write("state", newer);
        await RefusedAsync("cannot use state 'state': a newer release has written it", "--state", "state", "--resume", "jobs");

        byte[] damaged = [.. good];
        damaged.AsSpan(damaged.Length / 2).Fill(0xEE);
        _folder.Write("state", damaged);
        await RefusedAsync("cannot use state 'state': it is damaged", "--state", "state", "--resume", "jobs");
    }

    [Fact]
    public async Task The_store_of_an_application_is_no_state()
    {
        _folder.Write("jobs", "touch started\n");
        await MakeStoreAsync("images", null);
        await RefusedAsync("'state' is no state of a run: it has a scheduler 'images'", "--state", "state", "--resume", "jobs");
        File.Delete(_folder["state"]);
        await MakeStoreAsync("run", new JobOptions { Key = "order-42" });
        await RefusedAsync("'state' is no state of a run: it has jobs that no run has begun", "--state", "state", "--resume", "jobs");
    }

    [Fact]
    public async Task A_state_that_cannot_be_written_any_more_stops_the_run_and_can_be_resumed()
    {
        if (OperatingSystem.IsWindows()) return;
        _folder.Write("jobs", string.Concat(Enumerable.Range(1, 3000).Select(n => $"echo {n} >> out\n")));
        // The largest size of a file stands for a disk that fills; the runtime itself wants larger ones unless it is told so.
        using (Tool tool = Tool.Shell(_folder.Path, "ulimit -f 600; DOTNET_EnableWriteXorExecute=0 exec $TOOL run -j2 --state state jobs"))
        {
            ToolResult result = await tool.EndAsync();
            Assert.Equal(1, result.ExitCode);
            Assert.Single(result.ErrorLines, line => line.StartsWith("actorscheduler: the state 'state' cannot be written any more: ", StringComparison.Ordinal)
                && line.EndsWith("; everything is stopped, and --resume goes on from what it has", StringComparison.Ordinal));
        }

        int before = _folder.Read("out").Split('\n').Length - 1;
        Assert.InRange(before, 1, 2999);
        Assert.Equal(0, (await Tool.RunAsync(_folder.Path, "", "run", "-j2", "--state", "state", "--resume", "jobs")).ExitCode);
        int[] ran = [.. _folder.Read("out").Split('\n')[..^1].Select(int.Parse)];
        Assert.Equal(Enumerable.Range(1, 3000), ran.Distinct().Order());
        // Only what ended while nothing could be written was begun again: those that ran, and what came in before the stop.
        Assert.InRange(ran.Length, 3000, 3000 + 600);
    }

    private async Task MakeStateAsync()
    {
        _folder.Write("jobs", "echo 1\necho 2\n");
        Assert.Equal(0, (await Tool.RunAsync(_folder.Path, "", "run", "--state", "state", "jobs")).ExitCode);
    }

    private async Task MakeStoreAsync(string scheduler, JobOptions? job)
    {
        await using SqliteStore store = SqliteStore.Open(_folder["state"]);
        await using SchedulerNode node = await SchedulerNode.StartAsync(new() { Store = store });
        await node.CreateScheduler(scheduler, new() { Durable = true }).Schedule(Job.Process("true"), job);
    }

    private async Task RefusedAsync(string message, params string[] arguments)
    {
        byte[]? before = File.Exists(_folder["state"]) ? File.ReadAllBytes(_folder["state"]) : null;
        ToolResult result = await Tool.RunAsync(_folder.Path, "", ["run", .. arguments]);
        Assert.Equal((2, $"actorscheduler: {message}\n", ""), (result.ExitCode, result.Error, result.Output));
        Assert.False(File.Exists(_folder["started"]));
        Assert.Equal(before, File.Exists(_folder["state"]) ? File.ReadAllBytes(_folder["state"]) : null);
    }
}
