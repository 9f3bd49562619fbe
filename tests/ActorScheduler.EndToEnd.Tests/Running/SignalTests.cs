namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>Being asked to stop.</summary>
public sealed class SignalTests : IDisposable
{
    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Hangup, 129)]
    [InlineData(Interrupt, 130)]
    [InlineData(Terminate, 143)]
    [Trait("Contract", "PORT-66")]
    public async Task A_signal_stops_everything_and_leaves_no_child(int signal, int exitCode)
    {
        var pids = new Fifo(_folder, "pids");
        using Tool tool = Tool.Start(_folder.Path, "run", "-j2");
        await tool.Input.WriteAsync($"sleep 1000 & echo $$ $! > {pids.Path}; wait\ntouch late\n---\ntouch late\n");
        await tool.Input.FlushAsync();
        int[] children = [.. (await pids.ReadAsync()).Split(' ').Select(int.Parse)];
        Assert.All(children, child => Assert.True(Tool.IsAlive(child)));
        tool.Signal(signal);
        ToolResult result = await tool.WaitAsync();     // standard input stays open: the tool does not wait for it
        Assert.Equal(exitCode, result.ExitCode);
        Assert.All(children, child => Assert.False(Tool.IsAlive(child)));
        Assert.Contains("1 canceled", result.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Contract", "PORT-66")]
    public async Task A_second_signal_kills_at_once()
    {
        var up = new Fifo(_folder, "up");
        var stopping = new Fifo(_folder, "stopping");
        string job = $"trap 'echo x > {stopping.Path}' TERM; echo $$ > {up.Path}; while :; do sleep 0.05; done\n";
        using Tool tool = Tool.Start(_folder.Path, "run", "--kill-after", "1000s");
        await tool.Input.WriteAsync(job);
        await tool.Input.FlushAsync();
        int child = int.Parse(await up.ReadAsync());
        tool.Signal(Interrupt);
        await stopping.ReadAsync();
        tool.Signal(Terminate);
        Assert.Equal(130, (await tool.WaitAsync()).ExitCode);
        Assert.False(Tool.IsAlive(child));
    }

    [Fact]
    public async Task A_job_that_does_not_obey_is_killed_after_a_while()
    {
        var up = new Fifo(_folder, "up");
        using Tool tool = Tool.Start(_folder.Path, "run", "--kill-after", "50ms");
        await tool.Input.WriteAsync($"trap '' TERM; echo $$ > {up.Path}; while :; do sleep 0.05; done\n");
        await tool.Input.FlushAsync();
        int child = int.Parse(await up.ReadAsync());
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
