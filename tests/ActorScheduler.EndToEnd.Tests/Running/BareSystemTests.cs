using ActorScheduler.Cli;

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

    [Theory]
    [InlineData("run --state state {0}/jobs")]
    [InlineData("submit --store {0}/store -- echo")]
    public async Task In_a_folder_that_is_gone_it_says_so(string arguments)
    {
        if (OperatingSystem.IsWindows()) return;
        _folder.Write("jobs", "touch started\n");
        ToolResult result = await RunAsync("mkdir gone && cd gone && rmdir ../gone && $TOOL " + arguments.Replace("{0}", _folder.Path, StringComparison.Ordinal));
        Assert.Equal((2, "actorscheduler: the working directory is not there any more\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task An_output_file_that_may_not_grow_is_like_a_full_disk()
    {
        if (OperatingSystem.IsWindows()) return;
        _folder.Write("jobs", "yes | head -n 50000\n");
        // The runtime itself wants larger files unless it is told so.
        ToolResult result = await RunAsync("ulimit -f 64; DOTNET_EnableWriteXorExecute=0 $TOOL run jobs > out");
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("actorscheduler: cannot write standard output: File too large; everything is stopped\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_system_did_not_give_is_told_from_mistakes()
    {
        var descriptors = new TypeInitializationException("T", new TypeInitializationException("U", new IOException("Too many open files.")));
        Assert.Equal("Too many open files", Shortage.Of(descriptors));
        Assert.Equal("No memory", Shortage.Of(new OutOfMemoryException("No memory")));
        Assert.Null(Shortage.Of(new TypeInitializationException("T", new InvalidOperationException())));
        Assert.Null(Shortage.Of(new IOException("The disk is full")));
    }

    private async Task<ToolResult> RunAsync(string command)
    {
        using Tool tool = Tool.Shell(_folder.Path, command);
        return await tool.EndAsync();
    }
}
