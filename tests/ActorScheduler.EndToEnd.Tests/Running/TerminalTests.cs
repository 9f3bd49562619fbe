namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>What a person sees; <c>script</c> gives the tool a terminal.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsProgramFact("script")]
    public async Task On_a_terminal_the_progress_is_drawn_and_taken_away()
    {
        var drawn = new Fifo(_folder, "drawn");
        _folder.Write("jobs", $"echo hello\nread x < {drawn.Path}\n");
        using Tool shell = Tool.Shell(_folder.Path, "script -qec \"stty cols 60; $TOOL run -j1 jobs\" /dev/null < /dev/null");
        await shell.Output("1/2 done  1 running");
        await drawn.WriteAsync("x\n");
        ToolResult result = await shell.WaitAsync();
        Assert.Equal(0, result.ExitCode);
        string lastPicture = result.Output[..result.Output.LastIndexOf("actorscheduler: 2 done in ", StringComparison.Ordinal)];
        Assert.Matches("(\r\u001b\\[K|hello\r\n)$", lastPicture);       // none may have been drawn since the output
        string[] pictures = result.Output.Split("\r\u001b[K");
        Assert.Contains("hello\r\n", string.Concat(pictures), StringComparison.Ordinal);
        Assert.All(pictures, picture => Assert.All(picture.Split("\r\n"), line => Assert.InRange(line.Length, 0, 59)));
    }

    [NeedsProgramFact("script")]
    public async Task Who_types_no_job_file_is_told_what_is_waited_for()
    {
        using Tool shell = Tool.Shell(_folder.Path, "printf 'echo hello\\n\\004' | script -qec \"$TOOL run --progress never\" /dev/null");
        ToolResult result = await shell.WaitAsync();
        Assert.Contains("actorscheduler: reads commands from this terminal, one a line; Ctrl-D ends them\r\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("hello\r\n", result.Output, StringComparison.Ordinal);
    }

    [NeedsProgramFact("script")]
    public async Task A_job_that_the_system_has_stopped_is_told_of()
    {
        if (!OperatingSystem.IsLinux()) return;
        var process = new Fifo(_folder, "process");
        _folder.Write("jobs", $"echo $$ > {process.Path}; kill -STOP $$; echo goes on\n");
        using Tool shell = Tool.Shell(_folder.Path, "script -qec \"stty cols 60; $TOOL run jobs\" /dev/null < /dev/null");
        string stopped = (await process.ReadAsync()).Trim();
        await shell.Output("was stopped, as the system does when a job asks for the terminal\r\n");
        using Tool go = Tool.Shell(_folder.Path, "kill -CONT " + stopped);
        ToolResult result = await shell.WaitAsync();
        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith("goes on\r\nactorscheduler: 1 done in ", result.Output[..(result.Output.LastIndexOf("done in ", StringComparison.Ordinal) + 8)], StringComparison.Ordinal);
    }

    [NeedsProgramFact("script")]
    public async Task The_progress_can_be_left_out()
    {
        _folder.Write("jobs", "echo hello\n");
        using Tool shell = Tool.Shell(_folder.Path, "script -qec \"$TOOL run --progress never jobs\" /dev/null < /dev/null");
        Assert.Equal("hello\r\n", (await shell.WaitAsync()).Output);
    }
}
