using System.Text.Json;

namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>A run that keeps its jobs in a state, and goes on from it.</summary>
public sealed class StateRunTests : IDisposable
{
    private const int Kill = 9;
    private const int Terminate = 15;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Resuming_runs_what_is_missing_and_may_run_the_failed_again()
    {
        _folder.Write("jobs", "echo one | tee -a out\necho two >> out; test -e fixed\n---\necho three >> out\n");
        ToolResult result = await RunAsync("-j1", "--on-failure", "fail-early");
        Assert.Equal((1, "one\n", "one\ntwo\n"), (result.ExitCode, result.Output, _folder.Read("out")));
        result = await RunAsync("-j1", "--resume");
        Assert.Equal((0, "", "one\ntwo\nthree\n"), (result.ExitCode, result.Output, _folder.Read("out")));
        _folder.Write("fixed", "");
        result = await RunAsync("-j1", "--resume-failed");
        Assert.Equal((0, "one\ntwo\nthree\ntwo\n"), (result.ExitCode, _folder.Read("out")));
        result = await RunAsync("--resume-failed", "--json");
        Assert.Equal((0, "one\ntwo\nthree\ntwo\n"), (result.ExitCode, _folder.Read("out")));
        JsonElement summary = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(3, summary.GetProperty("skipped").GetInt32());
        Assert.Equal(0, summary.GetProperty("completed").GetInt32());
    }

    [Fact]
    public async Task A_failure_in_an_earlier_run_still_stops_the_rest_in_the_modes_that_say_so()
    {
        _folder.Write("jobs", "exit 3\ntouch late\n");
        foreach (string mode in new[] { "fail-early", "cancel" })
        {
            Assert.Equal(1, (await RunAsync("-j1", "--on-failure", mode, File.Exists(_folder["state"]) ? "--resume" : "--progress=never")).ExitCode);
            Assert.False(File.Exists(_folder["late"]));
        }

        ToolResult result = await RunAsync("-j1", "--on-failure", "fail-early", "--resume");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("actorscheduler: a job failed in an earlier run and --on-failure lets nothing start after it; --resume-failed runs it again", result.ErrorLines);
        Assert.False(File.Exists(_folder["late"]));
        Assert.Equal(0, (await RunAsync("-j1", "--resume")).ExitCode);
        Assert.True(File.Exists(_folder["late"]));
    }

    [Fact]
    public async Task What_waited_for_a_failed_job_runs_when_that_has_run_again()
    {
        _folder.Write("jobs.yaml", "jobs:\n- { name: a, run: 'echo a >> out; test -e fixed' }\n- { name: b, run: echo b >> out, after: a }\n- { run: echo c >> out, after: b }\n");
        Assert.Equal((1, "a\n"), ((await RunAsync("jobs.yaml", "-j2")).ExitCode, _folder.Read("out")));
        Assert.Equal((1, "a\n"), ((await RunAsync("jobs.yaml", "--resume")).ExitCode, _folder.Read("out")));
        _folder.Write("fixed", "");
        Assert.Equal((0, "a\na\nb\nc\n"), ((await RunAsync("jobs.yaml", "--resume-failed")).ExitCode, _folder.Read("out")));
        Assert.Equal((0, "a\na\nb\nc\n"), ((await RunAsync("jobs.yaml", "--resume")).ExitCode, _folder.Read("out")));
    }

    [Theory]
    [InlineData(Terminate)]
    [InlineData(Kill)]
    public async Task What_was_stopped_runs_again_and_the_barrier_waits_for_it(int signal)
    {
        var up = new Fifo(_folder, "up");
        _folder.Write("jobs", $"echo one >> out\necho up > {up.Path}; test -e go || exec sleep 1000; echo two >> out\n---\necho three >> out\n");
        using (Tool tool = Tool.Start(_folder.Path, "run", "-j2", "--state", "state", "jobs"))
        {
            await up.ReadAsync();
            tool.Signal(signal);
            Assert.NotEqual(0, (await tool.WaitAsync()).ExitCode);
        }

        _folder.Write("go", "");
        Task<string> again = up.ReadAsync();
        ToolResult result = await RunAsync("-j2", "--resume");
        await again;
        Assert.Equal(0, result.ExitCode);
        string[] lines = _folder.Read("out").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("three", lines[^1]);
        Assert.Single(lines, "two");
        Assert.Single(lines, "three");
        Assert.InRange(lines.Count(line => line == "one"), 1, signal == Kill ? 2 : 1);      // it may have been cut off as well
    }

    [Fact]
    public async Task The_status_of_a_state_says_how_far_the_run_is()
    {
        var up = new Fifo(_folder, "up");
        string[] jobs = ["true", "test -e go", $"echo > {up.Path}; test -e go || exec sleep 1000", .. Enumerable.Repeat("true", 20)];
        _folder.Write("jobs", string.Join('\n', jobs) + "\n");
        using (Tool tool = Tool.Start(_folder.Path, "run", "-j1", "--state", "state", "jobs"))
        {
            await up.ReadAsync();
            Assert.Equal("run: 1 done, 1 failed, 1 running; a run is going on\n", await StatusAsync());
            Assert.Single((await StatusAsync("--jobs")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            tool.Signal(Kill);
            await tool.WaitAsync();
        }

        Assert.Equal("run: 1 done, 1 failed, 1 cut off; no run is going on\n", await StatusAsync());
        Assert.Equal(
            "{\"scheduler\":\"run\",\"done\":1,\"failed\":1,\"running\":0,\"cutOff\":1,\"goesOn\":false}\n", await StatusAsync("--json"));
        _folder.Write("go", "");
        Task<string> again = up.ReadAsync();
        Assert.Equal(0, (await RunAsync("-j1", "--resume-failed")).ExitCode);
        await again;
        Assert.Equal("run: 23 done, 0 failed, 0 cut off; no run is going on\n", await StatusAsync());
    }

    [Fact]
    public async Task Lines_come_while_the_job_runs()
    {
        var go = new Fifo(_folder, "go");
        _folder.Write("jobs", $"echo first; read x < {go.Path}; echo second\n");
        using Tool tool = Tool.Start(_folder.Path, "run", "--state", "state", "--output", "lines", "jobs");
        Assert.Equal("first", await tool.FirstLine);
        await go.WriteAsync("x\n");
        ToolResult result = await tool.WaitAsync();
        Assert.Equal((0, "first\nsecond\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Standard_input_is_given_again_to_be_resumed()
    {
        await Tool.RunAsync(_folder.Path, "echo 1\necho 2\n", "run", "-j1", "--state", "state");
        ToolResult result = await Tool.RunAsync(_folder.Path, "echo 1\necho 2\necho 3\n", "run", "--state", "state", "--resume");
        Assert.Equal((0, "3\n"), (result.ExitCode, result.Output));
        result = await Tool.RunAsync(_folder.Path, "echo 1\necho x\n", "run", "--state", "state", "--resume");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("the state 'state' is of another job file: it differs at job 2 of -:2 or before it", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--state", "the state 'past' is of another job file: it has a job 3, and standard input has 2")]
    [InlineData("--joblog", "the job log 'past' is of another job file: its line 4 is job 3, and standard input has 2")]
    public async Task Of_standard_input_nothing_starts_before_all_has_come_that_was_there_before(string kind, string message)
    {
        string[] run = ["run", "-j1", kind, "past"];
        const string Jobs = "test -e fixed && touch two\ntrue\ntrue\n";
        Assert.Equal(1, (await Tool.RunAsync(_folder.Path, Jobs, run)).ExitCode);
        _folder.Write("fixed", "");
        string[] again = [.. run, "--resume-failed"];
        foreach (string fewer in new[] { "test -e fixed && touch two\ntrue\n", "test -e fixed && touch two\ntrue\nfalse\n" })
        {
            ToolResult refused = await Tool.RunAsync(_folder.Path, fewer, again);
            Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
            string line = Assert.Single(refused.ErrorLines);
            if (!fewer.EndsWith("false\n", StringComparison.Ordinal)) Assert.Equal("actorscheduler: " + message, line);
            Assert.False(File.Exists(_folder["two"]));
            Assert.Equal((2, ""), OutcomeOf(await Tool.RunAsync(_folder.Path, fewer, [.. again, "--dry-run"])));
        }

        Assert.Equal((0, ""), OutcomeOf(await Tool.RunAsync(_folder.Path, Jobs + "touch three\n", again)));
        Assert.True(File.Exists(_folder["two"]) && File.Exists(_folder["three"]));
    }

    [Fact]
    public async Task A_job_log_is_written_beside_the_state()
    {
        _folder.Write("jobs", "echo 1\ntest -e fixed\necho 3\n");
        await RunAsync("-j1", "--joblog", "log");
        _folder.Write("fixed", "");
        File.AppendAllText(_folder["jobs"], "echo 4\n");
        Assert.Equal((0, "4\n"), await OutcomeAsync("-j1", "--joblog", "log", "--resume-failed"));
        Assert.Equal(["1 0", "2 1", "3 0", "2 0", "4 0"],
            _folder.Read("log").Split('\n')[1..^1].Select(line => line.Split('\t')).Select(f => $"{f[0]} {f[6]}"));
    }

    [Fact]
    public async Task The_job_log_gets_the_lines_that_a_kill_has_kept_from_it()
    {
        _folder.Write("jobs", "echo 1\nexit 3\nkill -15 $$\n");
        await RunAsync("-j1", "--joblog", "log");
        string[] lines = _folder.Read("log").Split('\n');
        _folder.Write("log", string.Join('\n', lines[..2]) + "\n2\t:\t17");       // as if killed before the second line was written
        Assert.Equal((0, ""), await OutcomeAsync("--joblog", "log", "--resume"));
        string[] now = _folder.Read("log").Split('\n');
        Assert.Equal(lines[..2], now[..2]);
        Assert.Equal(lines[2..], now[2..]);
        Assert.Equal((0, ""), await OutcomeAsync("--joblog", "log", "--resume"));
        Assert.Equal(now, _folder.Read("log").Split('\n'));
    }

    [Fact]
    public async Task A_dry_run_shows_what_is_missing_and_makes_no_file()
    {
        _folder.Write("jobs", "echo 1\nexit 2\n---\necho 3\n");
        Assert.Equal((0, "1: echo 1\n2: exit 2\n---\n3: echo 3\n"), await OutcomeAsync("--dry-run", "--resume"));
        Assert.False(File.Exists(_folder["state"]));
        await RunAsync("-j1", "--on-failure", "fail-early");
        Assert.Equal((0, "---\n3: echo 3\n"), await OutcomeAsync("--dry-run", "--resume"));
        Assert.Equal((0, "2: exit 2\n---\n3: echo 3\n"), await OutcomeAsync("--dry-run", "--resume-failed"));
    }

    [Fact]
    public async Task A_second_run_on_a_state_is_refused_while_the_first_goes_on()
    {
        var up = new Fifo(_folder, "up");
        _folder.Write("jobs", $"echo up > {up.Path}; exec sleep 1000\n");
        _folder.Write("good", "touch started\n");
        File.CreateSymbolicLink(_folder["alias"], _folder["state"]);
        using Tool first = Tool.Start(_folder.Path, "run", "--state", "state", "jobs");
        await up.ReadAsync();
        foreach (string name in new[] { "state", "alias" })
        {
            ToolResult second = await Tool.RunAsync(_folder.Path, "", "run", "--state", name, "--resume", "good");
            Assert.Equal((2, $"actorscheduler: cannot use state '{name}': another process is using it\n"), (second.ExitCode, second.Error));
        }

        Assert.False(File.Exists(_folder["started"]));
        first.Signal(Terminate);
        Assert.Equal(143, (await first.WaitAsync()).ExitCode);
    }

    private async Task<string> StatusAsync(params string[] options) =>
        (await Tool.RunAsync(_folder.Path, "", ["status", "--store", "state", .. options])).Output;

    private async Task<ToolResult> RunAsync(params string[] arguments)
    {
        string[] file = arguments[0].EndsWith(".yaml", StringComparison.Ordinal) ? [] : ["jobs"];
        return await Tool.RunAsync(_folder.Path, "", ["run", "--state", "state", .. arguments, .. file]);
    }

    private async Task<(int ExitCode, string Output)> OutcomeAsync(params string[] arguments)
    {
        return OutcomeOf(await RunAsync(arguments));
    }

    private static (int ExitCode, string Output) OutcomeOf(ToolResult result) => (result.ExitCode, result.Output);
}
