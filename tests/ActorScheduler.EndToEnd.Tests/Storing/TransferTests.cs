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
        Assert.Equal("exported 1 scheduler, 2 ends of jobs, 1 letter\n", await _rig.DoAsync("export", "all"));
        byte[] whole = File.ReadAllBytes(_rig.Folder["all"]);
        _rig.Folder.Write("half", whole[..(whole.Length / 2)]);
        ToolResult half = await RunAsync("import", "--store", "new.db", "half");
        Assert.Equal(2, half.ExitCode);
        Assert.Contains("nothing was taken in", half.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_rig.Folder.Path, "new.db*"));
        using Tool piped = Tool.Shell(
            _rig.Folder.Path, "$TOOL export --store jobs.db | $TOOL import --store new.db");
        Assert.Equal("imported 1 scheduler, 2 ends of jobs, 1 letter\n", (await piped.EndAsync()).Output);
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
    public async Task What_comes_by_a_pipe_leaves_nothing_behind_and_its_place_is_named_when_there_is_none()
    {
        if (OperatingSystem.IsWindows()) return;
        Directory.CreateDirectory(_rig.Folder["tmp"]);
        var input = new Fifo(_rig.Folder, "input");
        using (Tool import = Tool.Shell(_rig.Folder.Path, $"exec env TMPDIR=tmp $TOOL import --store new.db < {input.Path}"))
        {
            await using StreamWriter writer = await input.OpenAsync();
            await writer.WriteAsync(new string('x', 1 << 20));      // more than a pipe holds: it has begun to read
            await writer.FlushAsync();
            Assert.Empty(Directory.GetFiles(_rig.Folder["tmp"], "*.tmp"));
        }

        using Tool nowhere = Tool.Shell(_rig.Folder.Path, "echo x | TMPDIR=missing $TOOL import --store new.db");
        ToolResult refused = await nowhere.EndAsync();
        Assert.Contains("actorscheduler: cannot keep what comes in 'missing/' while it is checked: ", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_a_device_or_a_link_in_the_place_of_the_file_stays_what_it_is()
    {
        if (OperatingSystem.IsWindows()) return;
        const string Exported = "exported 1 scheduler, 0 ends of jobs, 0 letters\n";
        await StoreRig.EndAsync(await _rig.StartAsync());
        var pipe = new Fifo(_rig.Folder, "pipe");
        using (Tool reader = Tool.Shell(_rig.Folder.Path, "cat pipe > read"))
        {
            Assert.Equal(Exported, await _rig.DoAsync("export", pipe.Path));
            await reader.EndAsync();
        }

        _rig.Folder.Write("target", "old");
        File.CreateSymbolicLink(_rig.Folder["link"], "target");
        Assert.Equal(Exported, await _rig.DoAsync("export", "link"));
        Assert.NotNull(new FileInfo(_rig.Folder["link"]).LinkTarget);
        foreach (string file in new[] { "read", "target" })
            Assert.Equal(Exported.Replace("ex", "im", StringComparison.Ordinal), (await RunAsync("import", "--store", file + ".db", file)).Output);
        if (!File.Exists("/dev/full")) return;
        File.CreateSymbolicLink(_rig.Folder["full"], "/dev/full");
        ToolResult full = await _rig.RunAsync("export", "full");
        Assert.Equal((1, ""), (full.ExitCode, full.Output));
        Assert.Single(full.ErrorLines);
    }

    [Fact]
    public async Task What_is_refused_leaves_no_store_and_takes_none_away()
    {
        await _rig.SubmitAsync("true", "--name", new string('n', 60_000));
        await _rig.DoAsync("export", "all");
        byte[] whole = File.ReadAllBytes(_rig.Folder["all"]);
        _rig.Folder.Write("half", whole[..^1]);
        _rig.Folder.Write("text", "A letter to somebody.");
        _rig.Folder.Write("old.db", "");
        Directory.CreateDirectory(_rig.Folder["folder"]);
        foreach (string bad in new[] { "half", "text", "folder", "missing" })
        {
            foreach (string store in new[] { "new.db", "old.db" })
            {
                ToolResult refused = await RunAsync("import", "--store", store, bad);
                Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
                Assert.Single(refused.ErrorLines);
            }
        }

        if (!OperatingSystem.IsWindows())
        {
            // The largest size of a file stands for a disk that is full; the runtime itself wants larger ones unless it is told so.
            using Tool full = Tool.Shell(_rig.Folder.Path,
                "trap '' XFSZ; ulimit -f 100; DOTNET_EnableWriteXorExecute=0 exec $TOOL import --store new.db all");
            Assert.Equal(2, (await full.EndAsync()).ExitCode);
        }

        Assert.Empty(Directory.GetFiles(_rig.Folder.Path, "new.db*"));
        Assert.True(File.Exists(_rig.Folder["old.db"]));
    }

    [Fact]
    public async Task A_pipe_can_be_imported_by_its_name()
    {
        await StoreRig.EndAsync(await _rig.StartAsync());
        await _rig.DoAsync("export", "all");
        using Tool piped = Tool.Shell(_rig.Folder.Path, "mkfifo pipe; cat all > pipe & $TOOL import --store new.db pipe");
        Assert.Equal("imported 1 scheduler, 0 ends of jobs, 0 letters\n", (await piped.EndAsync()).Output);
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => Tool.RunAsync(_rig.Folder.Path, "", arguments);
}
