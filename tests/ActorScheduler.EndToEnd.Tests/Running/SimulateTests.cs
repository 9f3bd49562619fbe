namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary><c>actorscheduler simulate</c>.</summary>
public sealed class SimulateTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Seeds_that_break_no_rule_end_with_0_and_one_line()
    {
        ToolResult result = await RunAsync("--seeds", "50", "--scenario", "limits");
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("50 seeds of 'limits' broke no rule: ", Assert.Single(result.OutputLines));
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Two_processes_give_a_hundred_seeds_the_same_traces()
    {
        ToolResult once = await RunAsync("--seeds", "100", "--fingerprints");
        ToolResult again = await RunAsync("--seeds", "100", "--fingerprints");
        Assert.Equal(101, once.OutputLines.Length);
        Assert.Equal(once.OutputLines[..100], again.OutputLines[..100]);
        Assert.Equal(100, once.OutputLines[..100].Distinct().Count());
    }

    [Fact]
    public async Task Two_processes_print_the_same_trace_byte_for_byte()
    {
        ToolResult once = await RunAsync("--seed", "12", "--trace");
        ToolResult again = await RunAsync("--seed", "12", "--trace");
        Assert.True(once.OutputLines.Length > 20);
        Assert.Equal(once.OutputLines[..^1], again.OutputLines[..^1]);
    }

    [Fact]
    public async Task A_part_of_a_plan_can_be_run_alone()
    {
        ToolResult result = await RunAsync("--seed", "12", "--keep", "0-2", "--without", "all", "--trace");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(result.OutputLines, line => line.Contains("3 steps", StringComparison.Ordinal)
            && line.Contains("faults none", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_names_every_option()
    {
        ToolResult result = await RunAsync("--help");
        Assert.Equal(0, result.ExitCode);
        string[] options =
            ["--seeds", "--seed", "--scenario", "--without", "--keep", "--trace", "--fingerprints", "--version"];
        foreach (string option in options) Assert.Contains(option, result.Output, StringComparison.Ordinal);
        Assert.All(result.OutputLines, line => Assert.InRange(line.Length, 0, 88));
        foreach (string option in new[] { "--without", "--scenario" })
        {
            string refusal = (await RunAsync(option, "x")).Error;
            string names = refusal[refusal.IndexOf(" of ", StringComparison.Ordinal)..refusal.IndexOf(", not '", StringComparison.Ordinal)];
            Assert.All(names[4..].Split(", "), name => Assert.Contains(name, result.Output, StringComparison.Ordinal));
        }
    }

    private Task<ToolResult> RunAsync(params string[] arguments) =>
        Tool.RunAsync(_folder.Path, "", ["simulate", .. arguments]);
}
