using ActorScheduler.Cli.JobLog;

namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>The job log and going on after a stop.</summary>
public sealed class JobLogRunTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_ended_job_has_a_line_in_the_columns_of_gnu_parallel()
    {
        string jobs = _folder.Write("jobs", "printf abc\nexit 7\nkill -15 $$\n");
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", "-j1", "--joblog", "log", jobs);
        Assert.Equal(1, result.ExitCode);
        string[] lines = _folder.Read("log").Split('\n');
        Assert.Equal(JobLogLine.Header, lines[0]);
        string[][] fields = [.. lines[1..^1].Select(line => line.Split('\t'))];
        Assert.Equal(["1 : 0 3 0 0 printf abc", "2 : 0 0 7 0 exit 7", "3 : 0 0 0 15 kill -15 $$"],
            fields.Select(f => $"{f[0]} {f[1]} {f[4]} {f[5]} {f[6]} {f[7]} {f[8]}"));
        Assert.All(fields, f => Assert.Matches(@"^\d{10}\.\d{3}$", f[2]));
        Assert.All(fields, f => Assert.Matches(@"^ +\d+\.\d{3}$", f[3]));
        Assert.Equal("", lines[^1]);
    }

    [Fact]
    public async Task Resuming_runs_what_is_missing_and_may_run_the_failed_again()
    {
        string jobs = _folder.Write("jobs", "echo one >> out\necho two >> out; test -e fixed\n---\necho three >> out\n");
        _folder.Write("two", "");
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", "-j1", "--joblog", "log", "--on-failure", "fail-early", jobs);
        Assert.Equal((1, "one\ntwo\n"), (result.ExitCode, _folder.Read("out")));
        result = await Tool.RunAsync(_folder.Path, "", "run", "-j1", "--joblog", "log", "--resume", jobs);
        Assert.Equal((0, "one\ntwo\nthree\n"), (result.ExitCode, _folder.Read("out")));
        _folder.Write("fixed", "");
        result = await Tool.RunAsync(_folder.Path, "", "run", "-j1", "--joblog", "log", "--resume-failed", jobs);
        Assert.Equal((0, "one\ntwo\nthree\ntwo\n"), (result.ExitCode, _folder.Read("out")));
        result = await Tool.RunAsync(_folder.Path, "", "run", "-j1", "--joblog", "log", "--resume-failed", jobs);
        Assert.Equal((0, "one\ntwo\nthree\ntwo\n"), (result.ExitCode, _folder.Read("out")));
    }

    [Fact]
    public async Task After_a_kill_the_log_has_all_that_ended_and_the_rest_runs_on_resume()
    {
        var running = new Fifo(_folder, "running");
        string jobs = _folder.Write(
            "jobs",
            "echo one >> out\necho two >> out\n"
            // real time: a line of the log is the subject, and nobody tells a job of it
            + $"while [ $(wc -l < log) -lt 3 ]; do sleep 0.01; done; echo up > {running.Path}; test -e go || sleep 1000; echo three >> out\n");
        using (Tool tool = Tool.Start(_folder.Path, "run", "-j1", "--joblog", "log", jobs))
        {
            await running.ReadAsync();
            tool.Signal(9);
            Assert.NotEqual(0, (await tool.WaitAsync()).ExitCode);
        }

        Assert.Equal(3, _folder.Read("log").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        File.AppendAllText(_folder["log"], "3\t:\t17");       // as if it had been torn
        _folder.Write("go", "");
        Task<string> up = running.ReadAsync();
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", "-j1", "--joblog", "log", "--resume", jobs);
        await up;
        Assert.Equal((0, "one\ntwo\nthree\n"), (result.ExitCode, _folder.Read("out")));
        Assert.Equal(["1", "2", "3"], _folder.Read("log").Split('\n')[1..^1].Select(line => line.Split('\t')[0]));
    }

    [Fact]
    public async Task What_a_signal_has_stopped_is_not_done()
    {
        var running = new Fifo(_folder, "running");
        string jobs = _folder.Write("jobs", $"echo up > {running.Path}; sleep 1000\n");
        using Tool tool = Tool.Start(_folder.Path, "run", "--joblog", "log", jobs);
        await running.ReadAsync();
        tool.Signal(15);
        Assert.Equal(143, (await tool.WaitAsync()).ExitCode);
        Assert.Equal(JobLogLine.Header + "\n", _folder.Read("log"));
    }

    [Fact]
    public async Task Without_resume_the_log_begins_anew()
    {
        ToolResult result = await Tool.RunAsync(_folder.Path, "echo 1\necho 2\n", "run", "--joblog", "log");
        Assert.Equal(0, result.ExitCode);
        result = await Tool.RunAsync(_folder.Path, "echo 3\n", "run", "--joblog", "log");
        Assert.Equal(2, _folder.Read("log").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Standard_input_can_be_resumed_too_and_a_difference_stops_it()
    {
        await Tool.RunAsync(_folder.Path, "echo 1\necho 2\n", "run", "-j1", "--joblog", "log");
        ToolResult result = await Tool.RunAsync(_folder.Path, "echo 1\necho 2\necho 3\n", "run", "--joblog", "log", "--resume");
        Assert.Equal((0, "3\n"), (result.ExitCode, result.Output));
        result = await Tool.RunAsync(_folder.Path, "echo 1\necho x\n", "run", "--joblog", "log", "--resume");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("the job log 'log' is of another job file: its line 3 is not job 2 of -:2, 'echo x'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_may_be_a_device_that_keeps_nothing()
    {
        if (OperatingSystem.IsWindows()) return;
        ToolResult result = await Tool.RunAsync(_folder.Path, "echo 1\n", "run", "--joblog", "/dev/null");
        Assert.Equal((0, "1\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task A_full_disk_under_the_log_is_told_once_and_the_jobs_go_on()
    {
        if (!File.Exists("/dev/full")) return;
        ToolResult result = await Tool.RunAsync(_folder.Path, "echo 1\necho 2\n", "run", "-j1", "--joblog", "/dev/full");
        Assert.Equal(2, result.ExitCode);       // not even its header can be written: nothing is started
        Assert.Equal("", result.Output);
        Assert.Single(result.ErrorLines);
    }
}
