using System.Text.Json;
using ActorScheduler.EndToEnd.Tests.Running;

namespace ActorScheduler.EndToEnd.Tests.Storing;

/// <summary>Why a job does not run, from outside; and what is done about it.</summary>
public sealed class WhyTests : IDisposable
{
    private readonly StoreRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Each_situation_is_told_with_who_is_in_the_way()
    {
        var up = new Fifo(_rig.Folder, "up");
        await _rig.StartAsync("-j", "3", "--group", "disk=1", "--group", "off=0");
        string holder = await _rig.SubmitAsync(
            $"echo > {up.Path}; exec sleep 1000", "--name", "holder", "--group", "disk");
        await up.ReadAsync();
        Assert.StartsWith($"{holder} (holder): running for ", await _rig.DoAsync("why", holder), StringComparison.Ordinal);

        string grouped = await _rig.SubmitAsync("true", "--group", "disk", "--name", "grouped");
        string[] lines = (await _rig.DoAsync("why", grouped)).Split('\n');
        Assert.Equal($"{grouped} (grouped): waiting", lines[0]);
        Assert.Equal("  group 'disk' is full: 1 of 1", lines[1]);
        Assert.StartsWith($"    {holder} (holder): running for ", lines[2], StringComparison.Ordinal);

        string after = await _rig.SubmitAsync("true", "--after", grouped);
        lines = (await _rig.DoAsync("why", after)).Split('\n');
        Assert.Equal("  it runs after 1 job that has not completed", lines[1]);
        Assert.Equal($"    {grouped} (grouped): waiting", lines[2]);
        Assert.Equal("      group 'disk' is full: 1 of 1", lines[3]);

        string delayed = await _rig.SubmitAsync("true", "--delay", "1h");
        Assert.Contains("it is delayed until 20", await _rig.DoAsync("why", delayed), StringComparison.Ordinal);
        Assert.Equal("delayed", await _rig.StateAsync(delayed));
        string paused = await _rig.SubmitAsync("true", "--group", "off");
        Assert.Contains("group 'off' is paused", await _rig.DoAsync("why", paused), StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse(await _rig.DoAsync("why", "--json", grouped));
        JsonElement reason = json.RootElement.GetProperty("reason");
        Assert.Equal(("group", 1), (reason.GetProperty("kind").GetString(), reason.GetProperty("limit").GetInt32()));
        Assert.Equal(holder, json.RootElement.GetProperty("blockers")[0].GetProperty("job").GetString());
    }

    [Fact]
    public async Task A_job_that_waits_for_a_slot_or_for_the_load_is_canceled_and_one_that_runs_is_stopped()
    {
        var up = new Fifo(_rig.Folder, "up");
        Tool node = await _rig.StartAsync("-j", "2", "-l", "0.0001", "--load-signal", "runnable");
        Assert.Contains("Z default: max jobs 2, max load 0.0001\n", await node.Error("ready, "), StringComparison.Ordinal);
        string runs = await _rig.SubmitAsync($"echo $$ > {up.Path}; exec sleep 1000");
        int child = int.Parse(await up.ReadAsync());
        string held = await _rig.SubmitAsync("true");
        string why = await _rig.DoAsync("why", held);
        // With what was just started, when it was a moment ago.
        Assert.Contains("\n  the number of runnable threads", why, StringComparison.Ordinal);
        Assert.Contains($"    {runs}: running for ", why, StringComparison.Ordinal);
        await _rig.DoAsync("cancel", held, "--reason", "not needed");
        await _rig.DoAsync("cancel", runs);
        ToolResult behind = await _rig.WaitAsync(runs);
        Assert.Equal(1, behind.ExitCode);
        Assert.Contains("ended as ", behind.Error, StringComparison.Ordinal);
        Assert.False(Tool.IsAlive(child));
        Assert.EndsWith("  [failed, signal 15: canceled]\n", await _rig.DoAsync("status", runs), StringComparison.Ordinal);
        Assert.EndsWith("): failed, signal 15: canceled\n", await _rig.DoAsync("why", runs), StringComparison.Ordinal);
        Assert.Contains("canceled: not needed", await _rig.DoAsync("status", held), StringComparison.Ordinal);
        ToolResult twice = await _rig.RunAsync("cancel", held);
        Assert.Equal(1, twice.ExitCode);
        Assert.Contains("has ended already: canceled: not needed", twice.Error, StringComparison.Ordinal);
        Assert.Contains("canceled: not needed", await _rig.DoAsync("why", held), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_node_runs_the_store_alone_says_what_it_knows()
    {
        string job = await _rig.SubmitAsync("true");
        ToolResult never = await _rig.RunAsync("why", job);
        Assert.Equal((1, $"{job} (sh -c true): submitted\n  no node runs scheduler 'default' (it was never opened)\n"
            + "  it lies in the inbox: no node has read it yet\n"), (never.ExitCode, never.Output));
        await _rig.DoAsync("cancel", job);
        Tool node = await _rig.StartAsync();
        Assert.Equal(1, (await _rig.WaitAsync(job)).ExitCode);
        string delayed = await _rig.SubmitAsync("true", "--delay", "1h");
        string after = await _rig.SubmitAsync("true", "--after", delayed);
        await _rig.DoAsync("why", after);
        await StoreRig.EndAsync(node);
        ToolResult gone = await _rig.RunAsync("why", delayed);
        Assert.Equal(1, gone.ExitCode);
        Assert.Contains("(its last owner has ended, or does not answer)\n  it is delayed until ", gone.Output,
            StringComparison.Ordinal);
        Assert.Contains($"it runs after {delayed}", (await _rig.RunAsync("why", after)).Output, StringComparison.Ordinal);
        ToolResult cancel = await _rig.RunAsync("cancel", after);
        Assert.Equal("actorscheduler: no node runs scheduler 'default' now: it is done when one does\n", cancel.Error);
    }

    [Fact]
    public async Task The_output_of_a_job_is_told_while_it_runs_and_its_end_afterwards()
    {
        var up = new Fifo(_rig.Folder, "up");
        var go = new Fifo(_rig.Folder, "go");
        await _rig.StartAsync();
        string job = await _rig.SubmitAsync(
            $"echo first; echo problem >&2; echo > {up.Path}; read x < {go.Path}; head -c 100000 /dev/zero");
        await up.ReadAsync();
        Assert.Equal("first\n", await _rig.DoAsync("logs", job));
        Assert.Equal("problem\n", await _rig.DoAsync("logs", "--error", job));
        string delayed = await _rig.SubmitAsync("true", "--delay", "1h");
        ToolResult early = await _rig.RunAsync("logs", delayed);
        Assert.Equal(1, early.ExitCode);
        Assert.Contains("has not started", early.Error, StringComparison.Ordinal);
        await go.WriteAsync("x\n");
        await _rig.WaitAsync(job);
        ToolResult late = await _rig.RunAsync("logs", job);
        Assert.Equal((0, 65536), (late.ExitCode, late.OutputBytes.Length));
        Assert.Equal("actorscheduler: only the last 65536 of 100006 bytes are kept\n", late.Error);
    }
}
