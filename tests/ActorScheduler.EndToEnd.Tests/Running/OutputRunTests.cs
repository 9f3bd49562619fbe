using System.Text.Json;

namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>What reaches standard output and standard error.</summary>
public sealed class OutputRunTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("grouped")]
    [InlineData("lines")]
    public async Task A_large_output_arrives_byte_for_byte(string mode)
    {
        // 3 MB of lines; more than is kept in memory, so that grouped output comes from a file.
        const string Job = "i=0; while [ $i -lt 30000 ]; do echo $i----------------------------------------------------------------------------------------------; i=$((i+1)); done\n";
        ToolResult result = await Tool.RunAsync(_folder.Path, Job, "run", "--output", mode);
        Assert.Equal(0, result.ExitCode);
        string expected = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i}{new string('-', 94)}\n"));
        Assert.True(expected == result.Output, "the output differs");
    }

    [Fact]
    public async Task Standard_output_and_error_stay_apart()
    {
        ToolResult result = await Tool.RunAsync(_folder.Path, "echo out; echo err >&2\n", "run");
        Assert.Equal((0, "out\n", "err\n"), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task Lines_come_while_their_job_runs()
    {
        var go = new Fifo(_folder, "go");
        using Tool shell = Tool.Shell(_folder.Path, $"$TOOL run --output lines jobs | {{ read line; echo got $line; echo > {go.Path}; cat; }}");
        _folder.Write("jobs", $"echo first; read x < {go.Path}; echo second\n");
        ToolResult result = await shell.WaitAsync();
        Assert.Equal("got first\nsecond\n", result.Output);
    }

    [Fact]
    public async Task Lines_of_jobs_at_once_are_whole()
    {
        string jobs = string.Concat(Enumerable.Range(1, 8).Select(i => $"for n in $(seq 200); do printf 'job {i} '; echo line $n; done\n"));
        ToolResult result = await Tool.RunAsync(_folder.Path, jobs, "run", "-j8", "--output", "lines");
        Assert.Equal(1600, result.OutputLines.Length);
        Assert.All(result.OutputLines, line => Assert.Matches(@"^job \d line \d+$", line));
    }

    [Fact]
    public async Task No_output_is_thrown_away()
    {
        ToolResult result = await Tool.RunAsync(_folder.Path, "echo out; echo err >&2\n", "run", "--output", "none");
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Theory]
    [InlineData("grouped")]
    [InlineData("lines")]
    public async Task A_reader_that_has_gone_stops_everything_quietly(string mode)
    {
        _folder.Write("jobs", string.Concat(Enumerable.Repeat("echo line\n", 2000)) + "touch last\n");
        string command = $"{{ $TOOL run -j1 --output {mode} jobs; echo $? > status; }} | head -n 1";
        using Tool shell = Tool.Shell(_folder.Path, command);
        ToolResult result = await shell.WaitAsync();
        Assert.Equal(("line\n", "", "141\n"), (result.Output, result.Error, _folder.Read("status")));
        Assert.False(File.Exists(_folder["last"]));
    }

    [Fact]
    public async Task An_endless_job_ends_with_its_reader()
    {
        _folder.Write("jobs", "while :; do echo y; done\n");
        using Tool shell = Tool.Shell(_folder.Path, "$TOOL run --output lines jobs | head -n 2");
        ToolResult result = await shell.WaitAsync();
        Assert.Equal(("y\ny\n", ""), (result.Output, result.Error));
    }

    [Fact]
    public async Task A_full_disk_under_the_output_is_told_and_stops_everything()
    {
        if (!File.Exists("/dev/full")) return;
        using Tool shell = Tool.Shell(_folder.Path, "echo 'echo hello' | $TOOL run > /dev/full");
        ToolResult result = await shell.WaitAsync();
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("actorscheduler: cannot write standard output: ", result.ErrorLines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$TOOL run <&-", 2, "cannot read job file '-': standard input is closed")]
    [InlineData("$TOOL import --store new.db <&-", 2, "cannot read '-': standard input is closed")]
    [InlineData("$TOOL run jobs >&-", 1, "cannot write standard output: Bad file descriptor; everything is stopped")]
    [InlineData("$TOOL run jobs <&- >&-", 1, "cannot write standard output: Bad file descriptor; everything is stopped")]
    public async Task A_standard_stream_that_is_missing_is_told(string command, int exitCode, string message)
    {
        if (!OperatingSystem.IsLinux()) return;
        _folder.Write("jobs", "echo hello\n");
        using Tool shell = Tool.Shell(_folder.Path, command);
        ToolResult result = await shell.WaitAsync();
        Assert.Equal((exitCode, "actorscheduler: " + message), (result.ExitCode, result.ErrorLines[0]));
    }

    [Fact]
    public async Task Output_that_there_was_no_room_for_is_told_and_the_run_has_not_succeeded()
    {
        if (OperatingSystem.IsWindows()) return;
        _folder.Write("jobs", "head -c 200000 /dev/zero\ntouch next\n");
        using Tool shell = Tool.Shell(_folder.Path, "TMPDIR=$PWD/missing $TOOL run -j1 jobs");
        ToolResult result = await shell.WaitAsync();
        Assert.Equal((1, 64 * 1024), (result.ExitCode, result.OutputBytes.Length));
        Assert.StartsWith(
            "actorscheduler: job 1 (head -c 200000 /dev/zero): Output after byte 65536 is lost: ", result.ErrorLines[0],
            StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["next"]));
    }

    [Fact]
    public async Task Json_tells_every_start_and_end_and_a_summary()
    {
        ToolResult result = await Tool.RunAsync(_folder.Path, "printf 'a\\nb'\nexit 3\n", "run", "-j1", "--json");
        Assert.Equal(1, result.ExitCode);
        JsonElement[] events = [.. result.OutputLines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal("started 1, exited 1, started 2, exited 2, summary",
            string.Join(", ", events.Select(e => $"{e.GetProperty("event")} {(e.TryGetProperty("job", out var job) ? job : default)}".Trim())));
        Assert.Equal(events[1].GetProperty("startTime").GetString(), events[0].GetProperty("time").GetString());
        Assert.Equal("a\nb", events[1].GetProperty("stdout").GetString());
        Assert.Equal(3, events[3].GetProperty("exitCode").GetInt32());
        Assert.Equal("failed", events[3].GetProperty("outcome").GetString());
        Assert.Equal(1, events[3].GetProperty("attempts").GetInt32());
        Assert.Equal((2, 1, 1), (Count("jobs"), Count("completed"), Count("failed")));

        int Count(string name) => events[^1].GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Json_leaves_output_out_that_is_thrown_away()
    {
        ToolResult result = await Tool.RunAsync(_folder.Path, "echo a\n", "run", "--json", "--output", "none");
        Assert.DoesNotContain("stdout", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_without_a_terminal_is_plain_lines()
    {
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", "--progress", "always", _folder.Write("jobs", "true\ntrue\n"));
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain('\u001b', result.Error);
        Assert.Contains("/2 done", result.ErrorLines[0], StringComparison.Ordinal);
        Assert.StartsWith("actorscheduler: 2 done in ", result.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_terminal_nothing_is_said_about_success()
    {
        ToolResult result = await Tool.RunAsync(_folder.Path, "true\n", "run");
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
    }
}
