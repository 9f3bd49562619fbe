namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>A tool that misses something of its own or of its system: one clear line, and what does not need it works.</summary>
public sealed class BareSystemTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_SQLites_library_it_runs_jobs_and_says_what_a_store_needs()
    {
        if (!OperatingSystem.IsLinux()) return;     // elsewhere it has another name
        _folder.Write("jobs", "echo done\n");
        string tool = Tool.CopyAlone(Directory.CreateDirectory(_folder["tool"]).FullName);
        ToolResult plain = await RunAsync(tool + " run jobs");
        Assert.Equal((0, "done\n", ""), (plain.ExitCode, plain.Output, plain.Error));

        const string Missing = "SQLite's library cannot be loaded: libe_sqlite3.so belongs beside the program";
        ToolResult state = await RunAsync(tool + " run --state state jobs");
        Assert.Equal((2, "", $"actorscheduler: cannot use state 'state': {Missing}\n"), (state.ExitCode, state.Output, state.Error));
        ToolResult submit = await RunAsync(tool + " submit --store store -- echo");
        Assert.Equal((2, $"actorscheduler: The store '{_folder["store"]}' cannot be used: {Missing}\n"), (submit.ExitCode, submit.Error));
    }

    private async Task<ToolResult> RunAsync(string command)
    {
        using Tool tool = Tool.Shell(_folder.Path, command);
        return await tool.EndAsync();
    }
}
