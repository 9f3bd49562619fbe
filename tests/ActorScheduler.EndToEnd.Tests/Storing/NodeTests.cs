using ActorScheduler.EndToEnd.Tests.Running;
using ActorScheduler.Store;

namespace ActorScheduler.EndToEnd.Tests.Storing;

/// <summary>Jobs that are left in a store, and the nodes that run them, one after the other.</summary>
public sealed class NodeTests : IDisposable
{
    private readonly StoreRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_job_that_was_submitted_while_no_node_ran_runs_when_one_does()
    {
        string job = await _rig.SubmitAsync("echo hello", "--name", "greeting");
        Assert.Equal("default: 0 waiting, 0 delayed, 0 running, 0 ended, 0 quarantined, 1 letter; no node\n",
            await _rig.DoAsync("status"));
        Assert.Equal("submitted", await _rig.StateAsync(job));
        Tool node = await _rig.StartAsync();
        Assert.Contains(", max load unlimited\n", await node.Error("ready, "), StringComparison.Ordinal);
        Assert.Equal(0, (await _rig.WaitAsync(job)).ExitCode);
        Assert.Equal("hello\n", await _rig.DoAsync("logs", job));
        Assert.Equal("completed", await _rig.StateAsync(job));
        Assert.Contains("2 ended, 0 quarantined, 0 letters; node: process", await _rig.DoAsync("status"),
            StringComparison.Ordinal);
        ToolResult ended = await StoreRig.EndAsync(node);
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains($"default: {job} (greeting) started, attempt 1", ended.Error, StringComparison.Ordinal);
        Assert.Contains($"default: {job} (greeting) ended as Completed", ended.Error, StringComparison.Ordinal);
        Assert.Contains("no node\n", await _rig.DoAsync("status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_for_a_job_gives_its_output_and_its_exit_status()
    {
        Tool node = await _rig.StartAsync();
        ToolResult failed = await _rig.RunAsync("submit", "--wait", "--", "sh", "-c", "echo out; echo err >&2; exit 3");
        Assert.Equal((3, "out\n", "err\n"), (failed.ExitCode, failed.Output, failed.Error));
        Assert.Equal(143, (await _rig.RunAsync("submit", "--wait", "--", "sh", "-c", "kill -TERM $$")).ExitCode);
        string[] options = ["--env", "A=b c", "--cwd", "/", "--wait", "--", "sh", "-c", "echo $A; pwd"];
        Assert.Equal("b c\n/\n", await _rig.DoAsync("submit", options));
        ToolResult missing = await _rig.RunAsync("submit", "--wait", "--", "./no-such-program");
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("no-such-program", missing.Error, StringComparison.Ordinal);
        await node.Error("ended as Failed: 'sh' ended with exit code 3.\n");
        await node.Error("ended as Failed: 'sh' was ended by signal 15.\n");
        // real time: the tool has no other; long enough for a busy machine to start the process, which dies by a signal then
        ToolResult slow = await _rig.RunAsync("submit", "--timeout", "500ms", "--wait", "--", "sleep", "1000");
        Assert.Equal(143, slow.ExitCode);
        Assert.Contains("it ran too long", slow.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submitting_a_key_again_is_no_second_end_in_the_nodes_log()
    {
        Tool node = await _rig.StartAsync();
        for (int i = 0; i < 3; i++)
            Assert.Equal(5, (await _rig.RunAsync("submit", "--key", "k", "--wait", "--", "sh", "-c", "exit 5")).ExitCode);
        ToolResult ended = await StoreRig.EndAsync(node);
        Assert.Single(ended.ErrorLines, static line => line.Contains("ended as", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_status_of_a_delayed_job_says_until_when()
    {
        Tool node = await _rig.StartAsync();
        string job = await _rig.SubmitAsync("echo later", "--at", "2100-01-01T06:00Z");
        await _rig.RunAsync("why", job);        // answered by the node, which has read the letter then
        Assert.EndsWith("  sh -c echo later  [until 2100-01-01T06:00:00Z]\n", await _rig.DoAsync("status", job), StringComparison.Ordinal);
        await StoreRig.EndAsync(node);
    }

    [Fact]
    public async Task A_node_that_is_killed_leaves_no_child_and_the_next_one_goes_on()
    {
        var up = new Fifo(_rig.Folder, "up");
        var other = new Fifo(_rig.Folder, "other");
        Tool first = await _rig.StartAsync("-j", "2");
        string again = await _rig.SubmitAsync($"echo $$ > {up.Path}; test -e go || exec sleep 1000", "--idempotent");
        string once = await _rig.SubmitAsync($"echo $$ > {other.Path}; exec sleep 1000");
        int[] children = [int.Parse(await up.ReadAsync()), int.Parse(await other.ReadAsync())];
        string waits = await _rig.SubmitAsync("echo waited");
        await StoreRig.EndAsync(first, StoreRig.Kill);
        _rig.Folder.Write("go", "");
        Assert.Equal("running", await _rig.StateAsync(again));
        Tool second = await _rig.StartAsync("-j", "2");
        await up.ReadAsync();
        Assert.Equal(0, (await _rig.WaitAsync(again)).ExitCode);
        Assert.Equal(0, (await _rig.WaitAsync(waits)).ExitCode);
        Assert.Equal("lost", await _rig.StateAsync(once));
        Assert.Contains("takes over", (await StoreRig.EndAsync(second)).Error, StringComparison.Ordinal);
        Assert.All(children, child => Assert.False(Tool.IsAlive(child)));
    }

    [Fact]
    public async Task A_node_that_is_asked_to_stop_leaves_its_jobs_to_the_next()
    {
        var up = new Fifo(_rig.Folder, "up");
        Tool first = await _rig.StartAsync("-j", "1");
        string runs = await _rig.SubmitAsync($"echo $$ > {up.Path}; test -e go || exec sleep 1000", "--idempotent");
        string waits = await _rig.SubmitAsync("true");
        int child = int.Parse(await up.ReadAsync());
        Assert.Equal(0, (await StoreRig.EndAsync(first)).ExitCode);
        Assert.False(Tool.IsAlive(child));
        Assert.Equal("waiting", await _rig.StateAsync(runs));
        _rig.Folder.Write("go", "");
        await _rig.StartAsync("-j", "1");
        await up.ReadAsync();
        Assert.Equal(0, (await _rig.WaitAsync(runs)).ExitCode);
        Assert.Equal(0, (await _rig.WaitAsync(waits)).ExitCode);
    }

    [Fact]
    public async Task A_second_signal_kills_at_once()
    {
        var up = new Fifo(_rig.Folder, "up");
        var stopping = new Fifo(_rig.Folder, "stopping");
        Tool node = await _rig.StartAsync();
        string command = $"trap 'echo x > {stopping.Path}' TERM; echo $$ > {up.Path}; while :; do sleep 1000 & wait; done";
        await _rig.SubmitAsync(command, "--kill-after", "1000s");
        int child = int.Parse(await up.ReadAsync());
        node.Signal(StoreRig.Terminate);
        await stopping.ReadAsync();
        Assert.Equal(0, (await StoreRig.EndAsync(node)).ExitCode);
        Assert.False(Tool.IsAlive(child));
    }

    [Fact]
    public async Task One_node_at_a_time_runs_a_scheduler_and_others_may_run_others()
    {
        Tool first = await _rig.StartAsync();
        ToolResult refused = await _rig.RunAsync("node");
        Assert.Equal(2, refused.ExitCode);
        Assert.Equal(
            $"actorscheduler: a node runs scheduler 'default' of 'jobs.db' already: process {first.ProcessId}\n",
            refused.Error);
        await _rig.StartAsync("--scheduler", "a/b");
        Assert.Equal("there\n", await _rig.DoAsync("submit", "--scheduler", "a/b", "--wait", "--", "echo", "there"));
        await StoreRig.EndAsync(first, StoreRig.Kill);
        await _rig.StartAsync();        // what a killed one had locked is free
    }

    [Fact]
    public async Task A_scheduler_may_have_any_name_that_a_job_can_be_submitted_to()
    {
        string name = string.Concat(Enumerable.Repeat("the night's work / \u00e9t\u00e9 ", 20));
        string other = name + "2";
        string job = await _rig.SubmitAsync("echo done", "--scheduler", name);
        await _rig.StartAsync("--scheduler", name);
        await _rig.StartAsync("--scheduler", other);
        Assert.Equal("done\n", await _rig.DoAsync("submit", "--scheduler", name, "--after", job, "--wait", "--", "echo", "done"));
        ToolResult second = await _rig.RunAsync("node", "--scheduler", name);
        Assert.Equal(2, second.ExitCode);
        Assert.Contains("a node runs scheduler", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_of_a_key_that_is_known_is_not_run_again()
    {
        await _rig.StartAsync();
        string[] job = ["--key", "nightly", "--wait", "--", "sh", "-c", "echo ran >> ran; cat ran"];
        Assert.Equal("ran\n", await _rig.DoAsync("submit", job));
        Assert.Equal("ran\n", await _rig.DoAsync("submit", job));
        Assert.Equal("ran\n", await _rig.DoAsync("logs", "--key", "nightly"));
        Assert.Contains("completed", await _rig.DoAsync("status", "--key", "nightly"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_whose_node_died_three_times_is_set_aside_until_it_is_released_or_discarded()
    {
        var up = new Fifo(_rig.Folder, "up");
        string job = await _rig.SubmitAsync($"echo $$ > {up.Path}; test -e go || exec sleep 1000", "--idempotent");
        for (int death = 0; death < 3; death++)
        {
            Tool victim = await _rig.StartAsync();
            await up.ReadAsync();
            await StoreRig.EndAsync(victim, StoreRig.Kill);
        }

        await _rig.StartAsync();
        Assert.Equal("quarantined", await _rig.StateAsync(job));
        Assert.Contains("1 quarantined", await _rig.DoAsync("status"), StringComparison.Ordinal);
        ToolResult cancel = await _rig.RunAsync("cancel", job);
        Assert.Equal((1, true), (cancel.ExitCode, cancel.Error.Contains("was set aside", StringComparison.Ordinal)));
        _rig.Folder.Write("go", "");
        await _rig.DoAsync("release", job);
        await up.ReadAsync();
        Assert.Equal(0, (await _rig.WaitAsync(job)).ExitCode);
        Assert.Equal("completed", await _rig.StateAsync(job));
        ToolResult twice = await _rig.RunAsync("discard", job);
        Assert.Equal((1, true), (twice.ExitCode, twice.Error.Contains("is not set aside", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_node_whose_scheduler_another_program_takes_over_ends_and_says_so()
    {
        Tool node = await _rig.StartAsync();
        await using (IStore store = SqliteStore.Open(_rig.Folder["jobs.db"]))
            await store.OpenAsync("default", above: 0, CancellationToken.None);
        await _rig.SubmitAsync("true");
        ToolResult ended = await node.WaitAsync();
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("another program took the scheduler over", ended.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_that_nobody_understands_is_seen_in_the_status_with_the_reason()
    {
        await using (IStore store = SqliteStore.Open(_rig.Folder["jobs.db"]))
            await store.PostAsync([new Letter("scheduler/default", new byte[] { 0x7A, 0 })], CancellationToken.None);
        await _rig.StartAsync();
        Assert.Equal(0, (await _rig.RunAsync("submit", "--wait", "--", "true")).ExitCode);      // behind that letter
        string[] lines = (await _rig.DoAsync("status")).Split('\n');
        Assert.Equal("  letter 1 was set aside: It says nothing that this release understands.", lines[1]);
        Assert.Contains("\"setAside\":[{\"letter\":1,", await _rig.DoAsync("status", "--json"), StringComparison.Ordinal);
    }
}
