namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>What only a YAML job file can say.</summary>
public sealed class YamlRunTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_job_runs_after_the_jobs_it_names_wherever_they_stand()
    {
        // real time: what must wait for these would come first, meanwhile; a slow machine changes nothing
        _folder.Write("jobs.yaml", """
            jobs:
            - { name: link, run: echo link >> log, after: [compile-a, compile-b] }
            - { name: compile-a, run: sleep 0.05; echo a >> log, after: generate }
            - { name: compile-b, run: echo b >> log, after: generate }
            - { name: generate, run: sleep 0.05; echo generate >> log }
            """);
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", "-j8", "jobs.yaml");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] order = _folder.Read("log").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(("generate", "link", 4), (order[0], order[3], order.Length));
    }

    [Fact]
    public async Task What_comes_after_a_failed_job_never_runs()
    {
        _folder.Write("jobs.yaml", """
            jobs:
            - { name: a, run: exit 1 }
            - { name: b, run: touch b, after: a }
            - { name: c, run: touch c, after: b }
            - { name: d, run: touch d }
            """);
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", "--joblog", "log", "jobs.yaml");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(" 1 done, 1 failed, 2 not run in ", result.Error, StringComparison.Ordinal);
        Assert.Equal((false, false, true), (File.Exists(_folder["b"]), File.Exists(_folder["c"]), File.Exists(_folder["d"])));

        // What never ran is not in the log; resuming leaves it out as long as what it needs has failed.
        Assert.Equal(3, _folder.Read("log").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        result = await Tool.RunAsync(_folder.Path, "", "run", "--joblog", "log", "--resume", "jobs.yaml");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(" 0 done, 2 skipped, 2 not run in ", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["c"]));
    }

    [Fact]
    public async Task Folder_variables_and_arguments_reach_the_job_as_they_are()
    {
        Directory.CreateDirectory(_folder["sub"]);
        _folder.Write("jobs.yaml", """
            jobs:
            - { run: "pwd; echo \"$A\" \"${LC_ALL-unset}\"", cwd: sub, env: { A: "x  y", LC_ALL: } }
            - { run: [printf, "%s|", "a b", "", "$A", "*"] }
            """);
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", "-j1", "jobs.yaml");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.EndsWith("/sub\nx  y unset\na b||$A|*|", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_has_its_own_timeout_and_retries()
    {
        _folder.Write("jobs.yaml", """
            jobs:
            - { run: sleep 1000, timeout: 50ms }
            - { run: "test -s once || { echo > once; exit 1; }", retries: 1 }
            - { run: exit 1 }
            """);
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", "jobs.yaml");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(" 1 done, 2 failed in ", result.Error, StringComparison.Ordinal);
        Assert.Contains("actorscheduler: job 1 (sleep 1000) failed: ran longer than its timeout", result.ErrorLines);
    }

    [Fact]
    public async Task The_file_sets_limits_and_the_command_line_wins()
    {
        // real time: jobs that must not be beside each other would be, for so long; a slow machine changes nothing
        const string Step = "{ run: \"echo + >> log; sleep 0.02; echo - >> log; tail -c 4 log | tr -d '\\\\n'; echo\", groups: g }";
        _folder.Write("jobs.yaml", $"schedulers: {{ s: {{ max-jobs: 1 }} }}\ngroups: {{ g: 4 }}\njobs: [ {Step}, {Step}, {Step}, {Step} ]\n");
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", "jobs.yaml");
        Assert.Equal((0, "+-+-+-+-"), (result.ExitCode, _folder.Read("log").Replace("\n", "", StringComparison.Ordinal)));
        File.Delete(_folder["log"]);
        result = await Tool.RunAsync(_folder.Path, "", "run", "-j4", "--group", "g=1", "jobs.yaml");
        Assert.Equal((0, "+-+-+-+-"), (result.ExitCode, _folder.Read("log").Replace("\n", "", StringComparison.Ordinal)));
    }
}
