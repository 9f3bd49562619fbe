namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>SIGUSR1 and SIGUSR2: one job more or fewer at once while the run goes on.</summary>
public sealed class LimitSignalTests : IDisposable
{
    private static readonly int More = OperatingSystem.IsLinux() ? 10 : 30;
    private static readonly int Fewer = OperatingSystem.IsLinux() ? 12 : 31;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_more_starts_at_once_beside_what_runs()
    {
        (Fifo up, Fifo second, Fifo go) = (New("up"), New("second"), New("go"));
        _folder.Write("jobs", $"echo > {up.Path}; read x < {go.Path}\necho > {second.Path}\n");
        using Tool tool = Tool.Start(_folder.Path, "run", "-j1", "jobs");
        await up.ReadAsync();
        tool.Signal(More);
        await second.ReadAsync();       // while the first still runs
        await go.WriteAsync("x\n");
        ToolResult result = await tool.WaitAsync();
        Assert.Equal((0, "actorscheduler: SIGUSR1: at most 2 jobs at once\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Signals_that_come_before_the_run_has_begun_count_for_it()
    {
        (Fifo file, Fifo up1, Fifo up2, Fifo go) = (New("jobs.yaml"), New("up1"), New("up2"), New("go"));
        using Tool tool = Tool.Start(_folder.Path, "run", "-j1", "jobs.yaml");
        await using (StreamWriter text = await file.OpenAsync())        // it reads the file, and has begun nothing
        {
            tool.Signal(More);
            await text.WriteAsync($"""
                jobs:
                  - run: "echo > {up1.Path}; read x < {go.Path}"
                  - run: "echo > {up2.Path}"

                """);
        }

        await up1.ReadAsync();
        await up2.ReadAsync();          // while the first still runs
        await go.WriteAsync("x\n");
        ToolResult result = await tool.WaitAsync();
        Assert.Equal((0, "actorscheduler: SIGUSR1: at most 2 jobs at once\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task One_fewer_stops_nothing_that_runs_and_lets_no_other_begin_beside_it()
    {
        (Fifo up1, Fifo up2, Fifo go1, Fifo go2) = (New("up1"), New("up2"), New("go1"), New("go2"));
        _folder.Write("jobs", $"""
            echo > {up1.Path}; read x < {go1.Path}; echo one
            touch runs; echo > {up2.Path}; read x < {go2.Path}; rm runs; echo two
            test -e runs && echo beside || echo alone

            """);
        using Tool tool = Tool.Start(_folder.Path, "run", "-j2", "jobs");
        await up1.ReadAsync();
        await up2.ReadAsync();
        tool.Signal(Fewer);
        await tool.Error("SIGUSR2: at most 1 job at once\n");
        tool.Signal(Fewer);
        await tool.Error("SIGUSR2: still at most 1 job at once\n");
        await go1.WriteAsync("x\n");
        await tool.Output("one\n");         // its slot is free by now
        await go2.WriteAsync("x\n");
        ToolResult result = await tool.WaitAsync();
        Assert.Equal((0, "one\ntwo\nalone\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Without_a_limit_there_is_nothing_to_count_from_and_both_events_say_so()
    {
        (Fifo up, Fifo go) = (New("up"), New("go"));
        _folder.Write("jobs", $"echo > {up.Path}; read x < {go.Path}\n");
        using Tool tool = Tool.Start(_folder.Path, "run", "-j", "unlimited", "--json", "jobs");
        await up.ReadAsync();
        tool.Signal(More);
        await tool.Output("""{"event":"limit","signal":"SIGUSR1","maxJobs":null}""" + "\n");
        tool.Signal(Fewer);
        await tool.Output("""{"event":"limit","signal":"SIGUSR2","maxJobs":null}""" + "\n");
        await go.WriteAsync("x\n");
        ToolResult result = await tool.WaitAsync();
        Assert.Equal(
            "actorscheduler: SIGUSR1: still no limit of jobs at once\n"
            + "actorscheduler: SIGUSR2: still no limit of jobs at once\n",
            result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    [NeedsProgramFact("make")]
    public async Task Nested_makes_get_the_new_slot()
    {
        (Fifo a, Fifo b, Fifo go) = (New("up-a"), New("up-b"), New("go-a"));
        _folder.Write("Makefile", $"""
            all: a b
            a:; @echo > {a.Path}; read x < {go.Path}
            b:; @echo > {b.Path}

            """);
        using Tool tool = Tool.Start(_folder.Path, "run", "-j1");
        await tool.Input.WriteAsync("make -s\n");
        await tool.Input.FlushAsync();
        await a.ReadAsync();
        tool.Signal(More);
        await b.ReadAsync();        // while a still runs
        await go.WriteAsync("x\n");
        Assert.Equal(0, (await tool.EndAsync()).ExitCode);
    }

    [NeedsProgramFact("script")]
    public async Task On_a_terminal_the_progress_line_says_the_new_limit()
    {
        Fifo go = New("go");
        _folder.Write("jobs", $"kill -USR1 $PPID; read x < {go.Path}\n");
        using Tool shell = Tool.Shell(_folder.Path, "script -qec \"$TOOL run -j1 jobs\" /dev/null < /dev/null");
        await shell.Output("1 running of at most 2");
        await go.WriteAsync("x\n");
        ToolResult result = await shell.WaitAsync();
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("SIGUSR1", result.Output, StringComparison.Ordinal);
    }

    private Fifo New(string name) => new(_folder, name);
}
