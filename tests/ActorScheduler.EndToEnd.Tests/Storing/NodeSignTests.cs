using ActorScheduler.EndToEnd.Tests.Running;

namespace ActorScheduler.EndToEnd.Tests.Storing;

/// <summary>What is seen of a node from outside, and how long it is waited for.</summary>
public sealed class NodeSignTests : IDisposable
{
    private readonly StoreRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Of_a_node_that_was_suspended_it_is_said_at_once()
    {
        if (!OperatingSystem.IsLinux()) return;
        var up = new Fifo(_rig.Folder, "up");
        Tool node = await _rig.StartAsync();
        string runs = await _rig.SubmitAsync($"echo > {up.Path}; exec sleep 1000");
        await up.ReadAsync();
        await _rig.DoAsync("why", runs);        // its answer is the last that is written: no lock of the file is held
        node.Signal(StoreRig.Stop);
        string silence = $"the node of scheduler 'default', process {node.ProcessId}, was suspended by a signal; "
            + $"kill -CONT {node.ProcessId} lets it go on";
        ToolResult why = await _rig.RunAsync("why", runs);
        Assert.Equal((1, silence, ""), (why.ExitCode, why.OutputLines[1].Trim(), why.Error));
        ToolResult logs = await _rig.RunAsync("logs", runs);
        Assert.Equal(1, logs.ExitCode);
        Assert.Contains($"has not ended, and nobody says what it writes: {silence}", logs.Error, StringComparison.Ordinal);
        Assert.EndsWith($"; node: process {node.ProcessId}, suspended\n", await _rig.DoAsync("status"), StringComparison.Ordinal);
        ToolResult cancel = await _rig.RunAsync("cancel", runs);
        Assert.Equal((0, $"actorscheduler: {silence}\n"), (cancel.ExitCode, cancel.Error));
        node.Signal(StoreRig.Continue);
        await node.Error("ended as Failed");
    }

    [Fact]
    public async Task A_number_that_a_killed_node_has_left_is_not_taken_for_a_node()
    {
        await StoreRig.EndAsync(await _rig.StartAsync(), StoreRig.Kill);
        string job = await _rig.SubmitAsync("true");
        _rig.Folder.Write("jobs.db-node-default.pid", $"{Environment.ProcessId}");      // somebody else has its number now
        Assert.EndsWith("; no node\n", await _rig.DoAsync("status"), StringComparison.Ordinal);
        ToolResult why = await _rig.RunAsync("why", job);
        Assert.Equal(1, why.ExitCode);
        Assert.Contains("no node runs scheduler 'default'", why.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_node_that_is_busy_it_is_said_that_it_is_waited_for_and_how_long()
    {
        await StoreRig.EndAsync(await _rig.StartAsync());
        string job = await _rig.SubmitAsync("true", "--delay", "1h");
        Tool asks;
        using (File.Open(_rig.Folder["jobs.db-node-default"], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            // As a node does that has just come.
            _rig.Folder.Write("jobs.db-node-default.pid", $"{Environment.ProcessId}");
            asks = Tool.Start(_rig.Folder.Path, "why", "--store", "jobs.db", job);
            // real time: the tool itself waits for a second before it says anything
            await asks.Error("\n");
        }

        await _rig.StartAsync();
        using (asks)
        {
            ToolResult why = await asks.WaitAsync();
            Assert.Equal((0, $"actorscheduler: waits for the node of scheduler 'default', process {Environment.ProcessId}, "
                + "to answer, at most 15s\n"), (why.ExitCode, why.Error));
        }
    }

    [Fact]
    public async Task Who_waits_for_a_job_that_no_node_runs_is_told_so()
    {
        using Tool waits = Tool.Start(_rig.Folder.Path, "submit", "--store", "jobs.db", "--key", "k", "--wait", "--", "echo", "ran");
        string line = await waits.Error("\n");
        Assert.Matches("^actorscheduler: no node runs scheduler 'default' now: job [0-9a-f]+-[0-9]+ waits for one\n$", line);
        await _rig.StartAsync();
        ToolResult ended = await waits.WaitAsync();
        Assert.Equal((0, "ran\n"), (ended.ExitCode, ended.Output));
    }
}
