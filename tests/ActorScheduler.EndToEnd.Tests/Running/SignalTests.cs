namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>Being asked to stop.</summary>
public sealed class SignalTests : IDisposable
{
    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int Terminate = 15;

    // With lines, what a job writes comes out while it runs; then the tool is surely looking after its process.
    private static readonly string[] Lines = ["run", "-j2", "--output", "lines"];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Hangup, 129)]
    [InlineData(Interrupt, 130)]
    [InlineData(Terminate, 143)]
    [Trait("Contract", "PORT-66")]
    public async Task A_signal_stops_everything_and_leaves_no_child(int signal, int exitCode)
    {
        if (Tool.Ignores(signal)) return;       // as a shell starts its background jobs: nothing to be seen here
        using Tool tool = Tool.Start(_folder.Path, Lines);
        await tool.Input.WriteAsync("sleep 1000 & echo $$ $!; wait\n---\ntouch late\n");
        await tool.Input.FlushAsync();
        int[] children = [.. (await tool.FirstLine).Split(' ').Select(int.Parse)];
        Assert.All(children, child => Assert.True(Tool.IsAlive(child)));
        tool.Signal(signal);
        ToolResult result = await tool.WaitAsync();     // standard input stays open: the tool does not wait for it
        Assert.Equal(exitCode, result.ExitCode);
        Assert.All(children, child => Assert.False(Tool.IsAlive(child)));
        Assert.Contains("1 canceled", result.ErrorLines[^1], StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["late"]));
    }

    [Fact]
    [Trait("Contract", "PORT-66")]
    public async Task A_second_signal_kills_at_once()
    {
        var stopping = new Fifo(_folder, "stopping");
        string job = $"trap 'echo x > {stopping.Path}' TERM; echo $$; while :; do sleep 0.05; done\n";
        using Tool tool = Tool.Start(_folder.Path, [.. Lines, "--kill-after", "1000s"]);
        await tool.Input.WriteAsync(job);
        await tool.Input.FlushAsync();
        int child = int.Parse(await tool.FirstLine);
        tool.Signal(Terminate);
        await stopping.ReadAsync();
        if (Tool.Ignores(Hangup)) tool.Signal(Terminate);
        else tool.Signal(Hangup);
        Assert.Equal(143, (await tool.WaitAsync()).ExitCode);
        Assert.False(Tool.IsAlive(child));
    }

    [Fact]
    public async Task A_signal_also_ends_what_a_finished_job_has_left_behind()
    {
        var second = new Fifo(_folder, "second");
        using Tool tool = Tool.Start(_folder.Path, [.. Lines, "-j1"]);
        await tool.Input.WriteAsync($"setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo $!\necho up > {second.Path}; exec sleep 1000\n");
        await tool.Input.FlushAsync();
        int daemon = int.Parse(await tool.FirstLine);
        await second.ReadAsync();
        Assert.True(Tool.IsAlive(daemon));
        tool.Signal(Terminate);
        Assert.Equal(143, (await tool.WaitAsync()).ExitCode);
        Assert.False(Tool.IsAlive(daemon));
    }

    [Fact]
    public async Task A_job_that_does_not_obey_is_killed_after_a_while()
    {
        using Tool tool = Tool.Start(_folder.Path, [.. Lines, "--kill-after", "50ms"]);
        await tool.Input.WriteAsync("trap '' TERM; echo $$; while :; do sleep 0.05; done\n");
        await tool.Input.FlushAsync();
        int child = int.Parse(await tool.FirstLine);
        tool.Signal(Terminate);
        Assert.Equal(143, (await tool.WaitAsync()).ExitCode);
        Assert.False(Tool.IsAlive(child));
    }

    [Fact]
    public async Task A_signal_that_was_ignored_at_the_start_stays_ignored()
    {
        var up = new Fifo(_folder, "up");
        var go = new Fifo(_folder, "go");
        _folder.Write("jobs", $"echo up > {up.Path}; read x < {go.Path}; echo survived\n");
        using Tool shell = Tool.Shell(_folder.Path, "trap '' HUP; exec $TOOL run jobs");
        await up.ReadAsync();
        shell.Signal(Hangup);
        await go.WriteAsync("x\n");
        ToolResult result = await shell.WaitAsync();
        Assert.Equal((0, "survived\n"), (result.ExitCode, result.Output));
    }
}
