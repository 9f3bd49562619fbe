using ActorScheduler.EndToEnd.Tests.Running;

namespace ActorScheduler.EndToEnd.Tests.Storing;

/// <summary>A store that moves into another one.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly StoreRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Jobs_go_on_in_the_store_that_they_were_moved_to()
    {
        Tool node = await _rig.StartAsync();
        string ended = (await _rig.SubmitAsync("echo done"));
        await _rig.WaitAsync(ended);
        string delayed = await _rig.SubmitAsync("echo later", "--delay", "1h");
        await _rig.DoAsync("why", delayed);
        await StoreRig.EndAsync(node);
        string letter = await _rig.SubmitAsync("echo letter");
        Assert.Equal("exported 1 schedulers, 2 ends of jobs, 1 letters\n", await _rig.DoAsync("export", "all"));
        byte[] whole = File.ReadAllBytes(_rig.Folder["all"]);
        _rig.Folder.Write("half", whole[..(whole.Length / 2)]);
        ToolResult half = await RunAsync("import", "--store", "new.db", "half");
        Assert.Equal(2, half.ExitCode);
        Assert.Contains("nothing was taken in", half.Error, StringComparison.Ordinal);
        Assert.Equal("", (await RunAsync("status", "--store", "new.db")).Output);
        using Tool piped = Tool.Shell(
            _rig.Folder.Path, "$TOOL export --store jobs.db | $TOOL import --store new.db");
        Assert.Equal("imported 1 schedulers, 2 ends of jobs, 1 letters\n", (await piped.EndAsync()).Output);
        Assert.Equal(2, (await RunAsync("import", "--store", "new.db", "all")).ExitCode);
        Assert.Equal("done\n", (await RunAsync("logs", "--store", "new.db", ended)).Output);
        Assert.Contains("delayed", (await RunAsync("status", "--store", "new.db", delayed)).Output,
            StringComparison.Ordinal);
        using Tool next = Tool.Start(_rig.Folder.Path, "node", "--store", "new.db");
        await next.Error("ready, ");
        ToolResult behind = await RunAsync(
            "submit", "--store", "new.db", "--after", letter, "--wait", "--", "echo", "behind");
        Assert.Equal("behind\n", behind.Output);
        Assert.Equal("letter\n", (await RunAsync("logs", "--store", "new.db", letter)).Output);
        await StoreRig.EndAsync(next);
    }

    [Fact]
    public async Task A_pipe_in_the_place_of_the_file_is_not_read()
    {
        await StoreRig.EndAsync(await _rig.StartAsync());
        var pipe = new Fifo(_rig.Folder, "pipe");       // a reader would wait for a writer, which never comes
        Assert.Equal("exported 1 schedulers, 0 ends of jobs, 0 letters\n", await _rig.DoAsync("export", pipe.Path));
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => Tool.RunAsync(_rig.Folder.Path, "", arguments);
}
