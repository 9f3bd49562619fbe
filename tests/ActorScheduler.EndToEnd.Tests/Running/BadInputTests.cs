using ActorScheduler.Cli.JobLog;

namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>Every mistake: one clear line on standard error, exit status 2, nothing started.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Log = JobLogLine.Header + "\n1\t:\t1.000\t     0.008\t0\t0\t0\t0\techo other\n";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a command is missing; see actorscheduler --help")]
    [InlineData("unknown command 'rum'; did you mean run?", "rum")]
    [InlineData("unknown option '--help-me'; see actorscheduler --help", "--help-me")]
    [InlineData("unknown option '--max-job'; did you mean --max-jobs?", "run", "--max-job", "3", "good")]
    [InlineData("unknown command 'simulat'; did you mean simulate?", "simulat")]
    [InlineData("unknown option '--sede'; did you mean --seed?", "simulate", "--sede", "3")]
    [InlineData("--seeds must be a whole number of at least 1, not '0'", "simulate", "--seeds", "0")]
    [InlineData("--seed must be a whole number of at least 0, not '-1'", "simulate", "--seed=-1")]
    [InlineData("--seed needs a value", "simulate", "--seed")]
    [InlineData("--keep must be numbers of steps, such as 0-3,7, not '3-1'", "simulate", "--seed", "1", "--keep", "3-1")]
    [InlineData("--seeds must be a whole number of at least 1, not 'many'", "simulate", "--seeds", "many")]
    [InlineData("--seed must be a whole number of at least 0, not 'x'", "simulate", "--seed", "x")]
    [InlineData("--seed must be a whole number of at least 0, not '18446744073709551616'", "simulate", "--seed", "18446744073709551616")]
    [InlineData("--seeds: there are not so many seeds after the first", "simulate", "--seed", "18446744073709551615", "--seeds", "2")]
    [InlineData("--keep must be numbers of steps, such as 0-3,7, not 'nonsense'", "simulate", "--seed", "1", "--keep", "nonsense")]
    [InlineData("--keep must be numbers of steps, such as 0-3,7, not '0-2000000000'", "simulate", "--seed", "1", "--keep", "0-2000000000")]
    [InlineData("--keep is for one seed: say which by --seed", "simulate", "--keep", "0-3")]
    [InlineData("--without must be faults out of failures, deafness, timeouts, listeners, crashes, processes, load, sources, store, nodes, takeovers, orphans, calls, all, not 'crashs'; did you mean crashes?", "simulate", "--without", "crashs")]
    [InlineData("--trace takes no value", "simulate", "--trace=yes")]
    [InlineData("--trace is for one seed: say which by --seed", "simulate", "--trace")]
    [InlineData("--scenario must be one of standard, limits, barriers, processes, callers, stops, durable, commits, not 'limit'; did you mean limits?", "simulate", "--scenario", "limit")]
    [InlineData("simulate takes no file: 'good'", "simulate", "good")]
    [InlineData("-j must be a whole number of at least 1, or 'unlimited', not '0'", "run", "-j", "0", "good")]
    [InlineData("-l must be a number above 0, not '-3'", "run", "-l", "-3", "good")]
    [InlineData("--max-load must be a number above 0, not 'NaN'", "run", "--max-load=NaN", "good")]
    [InlineData("cannot read job file 'missing': no such file", "run", "missing")]
    [InlineData("cannot read job file 'no/such': no such directory", "run", "no/such")]
    [InlineData("cannot read job file 'folder': it is a directory", "run", "folder")]
    [InlineData("group:2:9: unknown group 'disc'; did you mean 'disk'?", "run", "--group", "disk=1", "group")]
    [InlineData("nul:2:7: a NUL character cannot be part of a command", "run", "nul")]
    [InlineData("directive:2:1: unknown directive '@gruops'; did you mean '@groups'?", "run", "directive")]
    [InlineData("cycle.yaml:4:30: 'after' leads in a circle: b -> c -> b", "run", "cycle.yaml")]
    [InlineData("twice.yml:4:11: duplicate name 'a': line 3 has it already", "run", "twice.yml")]
    [InlineData("key.yaml:3:13: unknown key 'timout' in a job; did you mean 'timeout'?", "run", "key.yaml")]
    [InlineData("group.yaml:3:21: unknown group 'disk'; give its limit with --group NAME=LIMIT or under 'groups:'", "run", "group.yaml")]
    [InlineData("cannot write job log 'folder': it is a directory", "run", "--joblog", "folder", "good")]
    [InlineData("cannot write job log 'no/log': no such directory", "run", "--joblog", "no/log", "good")]
    [InlineData("'./good' cannot be the job log: it is the job file", "run", "--joblog", "./good", "good")]
    [InlineData("'nul' is no job log: its first line is not the header of one", "run", "--joblog", "nul", "good")]
    [InlineData("--resume needs --state FILE or --joblog FILE, which has what was done before", "run", "--resume", "good")]
    [InlineData("the job log 'log' is of another job file: its line 2 is not job 1 of good:1, 'touch started'", "run", "--joblog", "log", "--resume", "good")]
    [InlineData("the job log 'log' is of another job file: its line 2 is job 1, and empty has 0", "run", "--joblog", "log", "--resume", "empty")]
    public async Task A_mistake_is_one_line_and_nothing_is_started(string message, params string[] arguments)
    {
        _folder.Write("good", "touch started\n");
        _folder.Write("empty", "");
        _folder.Write("log", Log);
        _folder.Write("group", "touch started\n@groups disc\ntouch started\n");
        _folder.Write("nul", "touch started\necho a\0b\n");
        _folder.Write("directive", "touch started\n@gruops a\n");
        _folder.Write("cycle.yaml", "jobs:\n- run: touch started\n- { name: a, run: x, after: [b] }\n- { name: b, run: x, after: [c] }\n- { name: c, run: x, after: [b] }\n");
        _folder.Write("twice.yml", "jobs:\n- run: touch started\n- { name: a, run: x }\n- { name: a, run: x }\n");
        _folder.Write("key.yaml", "jobs:\n- run: touch started\n- { run: x, timout: 3 }\n");
        _folder.Write("group.yaml", "jobs:\n- run: touch started\n- { run: x, groups: disk }\n");
        Directory.CreateDirectory(_folder["folder"]);
        ToolResult result = await Tool.RunAsync(_folder.Path, "", arguments);
        Assert.Equal($"actorscheduler: {message}\n", result.Error);
        Assert.Equal("", result.Output);
        Assert.Equal(2, result.ExitCode);
        Assert.False(File.Exists(_folder["started"]));
        Assert.Equal(Log, _folder.Read("log"));
        Assert.Equal("touch started\n", _folder.Read("good"));
    }

    [Fact]
    public async Task A_mistake_in_a_stream_is_found_when_its_line_has_come_and_what_runs_ends_well()
    {
        ToolResult result = await Tool.RunAsync(_folder.Path, "touch started\n@group x\ntouch late\n", "run");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("actorscheduler: -:2:1: unknown directive '@group'; did you mean '@groups'?", result.ErrorLines);
        Assert.True(File.Exists(_folder["started"]));
        Assert.False(File.Exists(_folder["late"]));
    }

    [Fact]
    public async Task A_job_log_in_use_is_refused()
    {
        var running = new Fifo(_folder, "running");
        using Tool first = Tool.Start(_folder.Path, "run", "--joblog", "log");
        await first.Input.WriteAsync($"echo up > {running.Path}\n");
        await first.Input.FlushAsync();
        await running.ReadAsync();
        ToolResult second = await Tool.RunAsync(_folder.Path, "touch started\n", "run", "--joblog", "log");
        Assert.Equal(2, second.ExitCode);
        Assert.Equal("actorscheduler: cannot write job log 'log': another process is using it\n", second.Error);
        Assert.False(File.Exists(_folder["started"]));
        Assert.Equal(0, (await first.EndAsync()).ExitCode);
    }
}
