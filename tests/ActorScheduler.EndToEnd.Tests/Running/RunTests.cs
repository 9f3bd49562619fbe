namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>What a run does with its jobs.</summary>
public sealed class RunTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--help", "actorscheduler run [options] [FILE|-]")]
    [InlineData("--version", "actorscheduler 0.")]
    public async Task Help_and_version_are_printed(string option, string start)
    {
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", option);
        Assert.StartsWith(start, result.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing to do\n\n---\n")]
    public async Task No_jobs_are_no_failure(string input)
    {
        ToolResult result = await Tool.RunAsync(_folder.Path, input, "run");
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task Commands_run_and_their_output_is_in_one_piece_each()
    {
        string jobs = string.Concat(Enumerable.Range(1, 20).Select(i => $"for n in 1 2 3; do echo job {i} line $n; done\n"));
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", "-j4", _folder.Write("jobs", jobs));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var expected = Enumerable.Range(1, 20).SelectMany(i => Enumerable.Range(1, 3).Select(n => $"job {i} line {n}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), result.OutputLines.Order(StringComparer.Ordinal));
        foreach (string[] piece in result.OutputLines.Chunk(3)) Assert.Single(piece.Select(line => line.Split(' ')[1]).Distinct());
    }

    [Fact]
    public async Task A_failed_job_is_named_and_the_rest_goes_on()
    {
        ToolResult result = await Tool.RunAsync(_folder.Path, "exit 3\nkill -9 $$\nno-such-program x\necho fine\n", "run", "-j1");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("fine\n", result.Output);
        Assert.Contains("actorscheduler: job 1 (exit 3) failed: exit code 3", result.ErrorLines);
        Assert.Contains("actorscheduler: job 2 (kill -9 $$) failed: killed by SIGKILL", result.ErrorLines);
        Assert.Contains("actorscheduler: job 3 (no-such-program x) failed: exit code 127", result.ErrorLines);
        Assert.StartsWith("actorscheduler: 1 done, 3 failed in ", result.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_cannot_start_fails_its_own_job_only()
    {
        string jobs = _folder.Write("jobs.yaml", """
            jobs:
            - { run: [no-such-program] }
            - { run: [./data] }
            - { run: pwd, cwd: no-such-folder }
            - { run: echo fine }
            """);
        _folder.Write("data", "no program");
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", "-j1", "--joblog", "log", jobs);
        Assert.Equal((1, "fine\n"), (result.ExitCode, result.Output));
        Assert.Equal(4, result.ErrorLines.Length);
        Assert.Contains("no-such-folder", result.Error, StringComparison.Ordinal);
        Assert.Equal(["127", "126", "125", "0"], _folder.Read("log").Split('\n')[1..^1].Select(line => line.Split('\t')[6]));
    }

    [Theory]
    [InlineData("./script a  b", "script a b\n", 0)]
    [InlineData("./text c", "text c\n", 0)]
    [InlineData("./data", "", 126)]
    [InlineData("./missing", "", 127)]
    [InlineData("./folder", "", 126)]
    [InlineData("-n", "", 127)]
    [InlineData("printf %s-%s a b", "a-b", 0)]
    [InlineData("true", "", 0)]
    [InlineData("false", "", 1)]
    public async Task A_command_does_what_it_does_in_a_shell(string command, string output, int exitCode)
    {
        TestFolder.MakeExecutable(_folder.Write("script", "#!/bin/sh\necho script $1 $2\n"));
        TestFolder.MakeExecutable(_folder.Write("text", "echo text $1\n"));
        _folder.Write("data", "echo no\n");
        Directory.CreateDirectory(_folder["folder"]);
        ToolResult result = await Tool.RunAsync(_folder.Path, command + "\n", "run");
        Assert.Equal(output, result.Output);
        Assert.Equal(exitCode == 0 ? 0 : 1, result.ExitCode);
        if (exitCode != 0) Assert.Contains($"actorscheduler: job 1 ({command}) failed: exit code {exitCode}", result.ErrorLines);
    }

    [Fact]
    public async Task Commands_start_while_more_are_still_coming()
    {
        var first = new Fifo(_folder, "first");
        var second = new Fifo(_folder, "second");
        using Tool tool = Tool.Start(_folder.Path, "run", "-j1");
        await tool.Input.WriteAsync($"echo one > {first.Path}\n");
        await tool.Input.FlushAsync();
        Assert.Equal("one\n", await first.ReadAsync());
        await tool.Input.WriteAsync($"echo two > {second.Path}\n");
        await tool.Input.FlushAsync();
        Assert.Equal("two\n", await second.ReadAsync());
        Assert.Equal(0, (await tool.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_barrier_keeps_back_what_stands_below_it_until_all_above_has_ended()
    {
        // real time: jobs that must not be beside each other would be, for so long; a slow machine changes nothing
        const string Step = "echo + >> log; sleep 0.05; echo - >> log\n";
        ToolResult result = await Tool.RunAsync(
            _folder.Path, $"{Step}{Step}exit 1\n{Step}---\necho barrier >> log\n---\n{Step}", "run", "-j8");
        Assert.Equal(1, result.ExitCode);
        string[] parts = _folder.Read("log").Replace("\n", "", StringComparison.Ordinal).Split("barrier");
        Assert.Equal(("+++---", "+-"), (string.Concat(parts[0].Order()), parts[1]));
    }

    [Fact]
    public async Task A_group_never_has_more_jobs_than_its_limit()
    {
        // real time: jobs that must not be beside each other would be, for so long; a slow machine changes nothing
        const string Step = "echo + >> log; sleep 0.02; echo - >> log\n";
        string jobs = "@groups disk\n" + string.Concat(Enumerable.Repeat(Step, 12));
        ToolResult result = await Tool.RunAsync(_folder.Path, jobs, "run", "-j8", "--group", "disk=2");
        Assert.Equal(0, result.ExitCode);
        Assert.InRange(Counting.MostAtOnce(_folder.Read("log")), 1, 2);
    }

    [Fact]
    public async Task Jobs_of_other_groups_go_on_while_one_group_is_full()
    {
        var release = new Fifo(_folder, "release");
        string jobs = $"@groups a\nread x < {release.Path}\necho a2\n@groups b\necho b1\n@groups\necho free > {release.Path}\n";
        ToolResult result = await Tool.RunAsync(_folder.Path, jobs, "run", "-j2", "--group", "a=1", "--group", "b=1");
        Assert.Equal((0, "b1\na2\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Max_jobs_bounds_all()
    {
        // real time: jobs that must not be beside each other would be, for so long; a slow machine changes nothing
        string jobs = string.Concat(Enumerable.Repeat("echo + >> log; sleep 0.02; echo - >> log\n", 12));
        ToolResult result = await Tool.RunAsync(_folder.Path, jobs, "run", "--max-jobs=3");
        Assert.Equal(0, result.ExitCode);
        Assert.InRange(Counting.MostAtOnce(_folder.Read("log")), 1, 3);
    }

    [Fact]
    public async Task Jobs_that_need_each_other_run_at_once_when_there_is_no_limit()
    {
        var pipe = new Fifo(_folder, "pipe");
        string jobs = _folder.Write("jobs", $"cat {pipe.Path}\necho a > {pipe.Path}\n");
        Assert.Equal((0, "a\n"), await ExitAndOutput("run", "-j", "unlimited", jobs));
    }

    [Fact]
    public async Task After_an_early_failure_nothing_more_starts_and_what_runs_may_end()
    {
        var failed = new Fifo(_folder, "failed");
        var told = new Fifo(_folder, "told");
        string jobs = $"read x < {failed.Path}; exit 4\necho go > {failed.Path}; read x < {told.Path}; touch ended\ntouch late\n";
        using Tool tool = Tool.Start(_folder.Path, "run", "-j2", "--on-failure", "fail-early", _folder.Write("jobs", jobs));
        await tool.Error(" failed: ");
        await told.WriteAsync("go\n");
        ToolResult result = await tool.EndAsync();
        Assert.Equal(1, result.ExitCode);
        Assert.True(File.Exists(_folder["ended"]));
        Assert.False(File.Exists(_folder["late"]));
        Assert.Contains(" 1 done, 1 failed, 1 not run in ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_may_cancel_everything_else()
    {
        var failed = new Fifo(_folder, "failed");
        string jobs = $"read x < {failed.Path}; exit 4\necho go > {failed.Path}; sleep 1000\ntouch late\n";
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", "-j2", "--on-failure=cancel", _folder.Write("jobs", jobs));
        Assert.Equal(1, result.ExitCode);
        Assert.False(File.Exists(_folder["late"]));
        Assert.Contains(" 0 done, 1 failed, 1 canceled, 1 not run in ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_runs_too_long_is_stopped_and_has_failed()
    {
        ToolResult result = await Tool.RunAsync(_folder.Path, "sleep 1000\necho fine\n", "run", "-j1", "--timeout", "100ms");
        Assert.Equal((1, "fine\n"), (result.ExitCode, result.Output));
        Assert.Contains("actorscheduler: job 1 (sleep 1000) failed: ran longer than its timeout", result.ErrorLines);
    }

    [Fact]
    public async Task A_job_that_ignores_the_request_to_stop_is_killed()
    {
        const string Stubborn = "trap '' TERM; while :; do sleep 0.1; done\n";
        ToolResult result = await Tool.RunAsync(_folder.Path, Stubborn, "run", "--timeout=100ms", "--kill-after=50ms", "--json");
        Assert.Contains("\"signal\":9,", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task A_failed_job_is_tried_again()
    {
        ToolResult result = await Tool.RunAsync(_folder.Path, "echo x >> tries; test -s once || { echo > once; exit 1; }\n", "run", "--retries", "3");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal("x\nx\n", _folder.Read("tries"));
    }

    [Fact]
    public async Task A_dry_run_prints_the_order_and_starts_nothing()
    {
        _folder.Write("jobs.yaml", """
            groups: { disk: 1 }
            jobs:
            - { name: last, run: touch started, after: first, groups: disk, timeout: 90s }
            - { name: first, run: [touch, a b] }
            - barrier
            - { run: touch started, cwd: /tmp, env: { A: b } }
            """);
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", "--dry-run", "jobs.yaml");
        string[] expected =
        [
            "2: touch 'a b'    # name: first",
            "1: touch started    # name: last; groups: disk; after: first; timeout: 90s",
            "---",
            "3: touch started    # cwd: /tmp; env: A=b",
        ];
        Assert.Equal(expected, result.OutputLines);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.False(File.Exists(_folder["started"]));
    }

    private async Task<(int ExitCode, string Output)> ExitAndOutput(params string[] arguments)
    {
        ToolResult result = await Tool.RunAsync(_folder.Path, "", arguments);
        return (result.ExitCode, result.Output);
    }
}
