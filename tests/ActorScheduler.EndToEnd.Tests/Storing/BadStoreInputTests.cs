using ActorScheduler.EndToEnd.Tests.Running;

namespace ActorScheduler.EndToEnd.Tests.Storing;

/// <summary>Every mistake: one clear line on standard error, and nothing is done.</summary>
public sealed class BadStoreInputTests : IDisposable
{
    private const string Id = "00c0ffee00c0ffee-42";

    private const string LongName = "LONG";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, "unknown command 'sumbit'; did you mean submit?", "sumbit")]
    [InlineData(2, "unknown option '--stroe'; did you mean --store?", "status", "--stroe", "x")]
    [InlineData(2, "status needs --store FILE", "status")]
    [InlineData(2, "no such store: 'missing.db'", "status", "--store", "missing.db")]
    [InlineData(2, "no such store: 'missing.db'", "why", "--store", "missing.db", Id)]
    [InlineData(2, "submit needs a command: -- COMMAND [ARGUMENT...]", "submit", "--store", "new.db")]
    [InlineData(2, "submit needs a command: -- COMMAND [ARGUMENT...]", "submit", "--store", "new.db", "--")]
    [InlineData(2, "the command stands behind --: 'echo' does not", "submit", "--store", "new.db", "echo", "hi")]
    [InlineData(2, "the command stands behind --: 'ls' does not", "submit", "--store", "new.db", "ls", "-la")]
    [InlineData(2, "--priority must be a whole number from -100 to 100, not 'high'", "submit", "--store", "new.db", "--priority", "high", "--", "true")]
    [InlineData(2, "--delay must be a duration such as 250ms, 10s, 1.5m, 2h or 1d, not 'soon'", "submit", "--store", "new.db", "--delay", "soon", "--", "true")]
    [InlineData(2, "--timeout must be a duration such as 250ms, 10s, 1.5m, 2h or 1d, and longer than zero, not '0'", "submit", "--store", "new.db", "--timeout", "0", "--", "true")]
    [InlineData(2, "--retries must be a whole number from 0 to 65534, not '65535'", "submit", "--store", "new.db", "--retries", "65535", "--", "true")]
    [InlineData(2, "The name, tags and groups of a durable job have 65537 characters, at most 65536 are allowed.", "submit", "--store", "new.db", "--name", LongName, "--", "true")]
    [InlineData(2, "--at must be a day and a time such as 2026-03-01T06:00 (local) or 2026-03-01T06:00Z, not '06:00'", "submit", "--store", "new.db", "--at", "06:00", "--", "true")]
    [InlineData(2, "--env must be NAME=VALUE, not 'x'", "submit", "--store", "new.db", "--env", "x", "--", "true")]
    [InlineData(2, "--cwd: no such folder", "submit", "--store", "new.db", "--cwd", "missing", "--", "true")]
    [InlineData(2, "'x' is no job id, such as 00c0ffee00c0ffee-42", "submit", "--store", "new.db", "--after", "x", "--", "true")]
    [InlineData(2, "'x' is no job id, such as 00c0ffee00c0ffee-42", "cancel", "--store", "good.db", "x")]
    [InlineData(2, "cancel needs a job: its id, or --key KEY", "cancel", "--store", "good.db")]
    [InlineData(2, "why takes one job at a time", "why", "--store", "good.db", Id, Id)]
    [InlineData(1, "knows no job " + Id, "cancel", "--store", "good.db", Id)]
    [InlineData(1, "knows no job " + Id, "why", "--store", "good.db", Id)]
    [InlineData(1, "knows no job " + Id, "logs", "--store", "good.db", Id)]
    [InlineData(1, "knows no job " + Id, "status", "--store", "good.db", Id)]
    [InlineData(1, "knows no job " + Id, "release", "--store", "good.db", "--scheduler", "s", Id)]
    [InlineData(1, "there is no scheduler 's' in '", "status", "--store", "good.db", "--scheduler", "s")]
    [InlineData(1, "knows no job with key 'k'", "discard", "--store", "good.db", "--key", "k")]
    [InlineData(1, "scheduler 'default' knows no job " + Id + " to run after: nothing was submitted", "submit", "--store", "good.db", "--after", Id, "--", "true")]
    [InlineData(2, "no-store' is no store", "status", "--store", "no-store")]
    [InlineData(2, "no-store' is no store", "node", "--store", "no-store")]
    [InlineData(0, "good.db' has no scheduler yet", "status", "--store", "good.db")]
    [InlineData(2, "cannot read 'missing': no such file", "import", "--store", "new.db", "missing")]
    [InlineData(2, "This is no exported store: nothing was taken in.", "import", "--store", "good.db", "no-store")]
    [InlineData(2, "import reads one file: 'b' is one too many", "import", "--store", "new.db", "a", "b")]
    [InlineData(2, "the name of the file that import reads is empty", "import", "--store", "new.db", "")]
    [InlineData(2, "the name of the file that export writes is empty", "export", "--store", "good.db", "")]
    [InlineData(2, "'folder' is a directory", "status", "--store", "folder")]
    [InlineData(2, "'folder' is a directory", "node", "--store", "folder")]
    [InlineData(2, "cannot make 'no/such/new.db': no such directory", "submit", "--store", "no/such/new.db", "--", "true")]
    [InlineData(2, "export writes one file: 'b' is one too many", "export", "--store", "good.db", "a", "b")]
    [InlineData(2, "good.db' is a SQLite file: export does not write over one", "export", "--store", "good.db", "./good.db")]
    [InlineData(2, "good.db-wal' is a SQLite file: export does not write over one", "export", "--store", "good.db", "good.db-wal")]
    [InlineData(1, "cannot write '", "export", "--store", "good.db", "no/such/file")]
    [InlineData(2, "-j must be a whole number of at least 1, or 'unlimited', not '0'", "node", "--store", "new.db", "-j", "0")]
    [InlineData(2, "-l must be a number above 0, not 'x'", "node", "--store", "new.db", "-lx")]
    [InlineData(2, "--max-jobs must be a whole number of at least 1, or 'unlimited', not '0'", "node", "--store", "new.db", "-j", "2", "--max-jobs=0")]
    [InlineData(2, "--group must be NAME=LIMIT, not 'x'", "node", "--store", "new.db", "--group", "x")]
    [InlineData(2, "--on-failure must be continue, fail-early or cancel, not 'x'", "node", "--store", "new.db", "--on-failure", "x")]
    [InlineData(2, "--keep-exits must be a duration such as 250ms, 10s, 1.5m, 2h or 1d, and at least 1s, not '5ms'", "node", "--store", "new.db", "--keep-exits", "5ms")]
    [InlineData(2, "node takes no words: 'x'", "node", "--store", "new.db", "x")]
    public async Task A_mistake_is_one_line_and_nothing_is_done(int exitCode, string message, params string[] arguments)
    {
        _folder.Write("no-store", "this is a text that is longer than the head of a SQLite file, and no store at all, whatever its name says");
        Directory.CreateDirectory(_folder["folder"]);
        SqliteStore.Open(_folder["good.db"]).DisposeAsync().AsTask().Wait();
        arguments = [.. arguments.Select(word => word == LongName ? new string('n', 65537) : word)];
        ToolResult result = await Tool.RunAsync(_folder.Path, "", arguments);
        string line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("actorscheduler: ", line, StringComparison.Ordinal);
        Assert.Contains(message, line, StringComparison.Ordinal);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        if (arguments[0] is "submit" or "node") Assert.False(File.Exists(_folder["new.db"]));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*-node-*"));
    }

    [Fact]
    public async Task A_damaged_store_is_used_by_nobody_and_leaves_no_half_export()
    {
        await using (SqliteStore store = SqliteStore.Open(_folder["jobs.db"])) { }
        Assert.Equal(0, (await Tool.RunAsync(_folder.Path, "", "submit", "--store", "jobs.db", "--", "true")).ExitCode);
        using (Tool node = Tool.Start(_folder.Path, "node", "--store", "jobs.db"))
        {
            await node.Error("ended as Completed");
            node.Signal(StoreRig.Terminate);
            await node.WaitAsync();
        }

        byte[] bytes = File.ReadAllBytes(_folder["jobs.db"]);
        for (int at; (at = bytes.AsSpan().IndexOf("true"u8)) >= 0;) bytes[at]++;
        File.WriteAllBytes(_folder["jobs.db"], bytes);
        foreach (string[] arguments in (string[][])[["status"], ["node"], ["export", "out"]])
        {
            ToolResult result =
                await Tool.RunAsync(_folder.Path, "", [arguments[0], "--store", "jobs.db", .. arguments[1..]]);
            Assert.Equal((2, true), (result.ExitCode, result.Error.Contains("is damaged", StringComparison.Ordinal)));
        }

        Assert.Empty(Directory.GetFiles(_folder.Path, "out*"));
    }

    [Theory]
    [InlineData(2, "node --store kept", "cannot use 'kept': permission denied")]
    [InlineData(2, "run --state kept jobs", "cannot use state 'kept': permission denied")]
    [InlineData(1, "export --store good.db kept", "kept': permission denied")]
    [InlineData(2, "submit --store kept -- true", "may not be written")]
    public async Task A_file_that_may_not_be_written_is_found_before_anything_is_done(int exitCode, string arguments, string message)
    {
        if (OperatingSystem.IsWindows()) return;
        await SqliteStore.Open(_folder["kept"]).DisposeAsync();
        if (arguments.StartsWith("export", StringComparison.Ordinal)) _folder.Write("kept", "an older export, which nobody may touch");
        await SqliteStore.Open(_folder["good.db"]).DisposeAsync();
        _folder.Write("jobs", "touch started\n");
        File.SetUnixFileMode(_folder["kept"], UnixFileMode.UserRead);
        byte[] before = File.ReadAllBytes(_folder["kept"]);
        // The superuser may write any file, until that is taken away.
        string noPower = Environment.IsPrivilegedProcess ? "setpriv --bounding-set=-all --inh-caps=-all " : "";
        using Tool tool = Tool.Shell(_folder.Path, $"command -v setpriv > /dev/null || exit 77; {noPower}$TOOL {arguments}");
        ToolResult result = await tool.EndAsync();
        if (result.ExitCode == 77) return;
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(message, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder["kept"]));
        Assert.False(File.Exists(_folder["started"]));
    }

    [Theory]
    [InlineData(2, "frob")]
    [InlineData(2, "status")]
    [InlineData(2, "import --store new.db good.db")]
    [InlineData(1, "export --store good.db")]
    [InlineData(1, "logs --store good.db " + Id)]
    [InlineData(1, "submit --store good.db -- true")]
    [InlineData(1, "help")]
    public async Task Where_nothing_can_be_written_the_exit_status_is_still_the_right_one(int exitCode, string arguments)
    {
        if (OperatingSystem.IsWindows()) return;
        await SqliteStore.Open(_folder["good.db"]).DisposeAsync();
        using Tool closed = Tool.Shell(_folder.Path, $"$TOOL {arguments} >&- 2>&-");
        Assert.Equal(exitCode, (await closed.EndAsync()).ExitCode);
        if (!File.Exists("/dev/full")) return;
        using Tool full = Tool.Shell(_folder.Path, $"$TOOL {arguments} > /dev/full 2> /dev/full");
        Assert.Equal(exitCode, (await full.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("submit")]
    [InlineData("status")]
    [InlineData("why")]
    [InlineData("cancel")]
    [InlineData("logs")]
    [InlineData("release")]
    [InlineData("discard")]
    [InlineData("export")]
    [InlineData("import")]
    public async Task Each_command_has_a_help_and_is_in_that_of_the_tool(string verb)
    {
        ToolResult help = await Tool.RunAsync(_folder.Path, "", verb, "--help");
        Assert.Equal(0, help.ExitCode);
        Assert.StartsWith($"actorscheduler {verb} --store FILE", help.Output, StringComparison.Ordinal);
        Assert.Equal(help.Output, (await Tool.RunAsync(_folder.Path, "", "help", verb)).Output);
        Assert.All(help.OutputLines, static line => Assert.InRange(line.Length, 0, 88));
        ToolResult all = await Tool.RunAsync(_folder.Path, "", "--help");
        Assert.Contains($"  actorscheduler {verb} ", all.Output, StringComparison.Ordinal);
    }
}
