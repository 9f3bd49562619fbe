using ActorScheduler.Processes;

namespace ActorScheduler.Tests.Processes;

public class OrphanTests
{
    public static TheoryData<string> Children =>
    [
        "echo $$ > $CALLS; exec sleep 1000",
        "trap '' TERM INT HUP; echo $$ > $CALLS; while :; do sleep 1; done",
        "(sh -c 'echo $$ > $CALLS; exec sleep 1000' &)",
        "setsid sh -c 'echo $$ > $CALLS; exec sleep 1000' & wait",
        "(setsid sh -c '(echo $$ > $CALLS; exec sleep 1000) & exit' &)",
        "exec env -i CALLS=$CALLS sh -c 'echo $$ > $CALLS; exec sleep 1000'",
        // real time: born after its parent's end, most likely; all that counts is that it is found
        "setsid sh -c 'sleep 0.01; sh -c \"echo \\$\\$ > $CALLS; exec sleep 1000\"' & exit",
    ];

    [Theory]
    [MemberData(nameof(Children))]
    public async Task Kill_9_of_the_tool_leaves_nobody_running(string script)
    {
        using HostProcess host = await HostProcess.StartAsync("guard");
        await host.TellAsync("start " + script);
        Assert.StartsWith("started ", await host.HearAsync(), StringComparison.Ordinal);
        int child = await host.WaitForCallAsync();
        await host.KillAsync();
        await host.WaitUntilGoneAsync(child, host.Guard);
    }

    [Fact]
    public async Task Many_children_die_with_the_tool()
    {
        using HostProcess host = await HostProcess.StartAsync("guard");
        var children = new int[30];
        for (int i = 0; i < children.Length; i++)
        {
            await host.TellAsync("start echo $$ > $CALLS; exec sleep 1000");
            children[i] = await host.WaitForCallAsync();
        }

        await host.KillAsync();
        await host.WaitUntilGoneAsync([.. children, host.Guard]);
    }

    [Fact]
    public async Task The_guard_outlives_the_signals_that_stop_a_tool()
    {
        using HostProcess host = await HostProcess.StartAsync("guard");
        await host.TellAsync("start echo $$ > $CALLS; exec sleep 1000");
        int child = await host.WaitForCallAsync();
        foreach (int signal in new[] { 1, 2, 3, 15 }) Assert.Equal(0, Libc.Kill(host.Guard, signal));
        await host.KillAsync();
        await host.WaitUntilGoneAsync(child, host.Guard);
    }

    [Fact]
    public async Task The_guard_is_in_no_group_of_the_tool()
    {
        using HostProcess host = await HostProcess.StartAsync("guard");
        Assert.Equal(host.Guard, ProcessTable.ReadStat(host.Guard)!.Group);
        Assert.Equal(0, await host.QuitAsync());
    }

    [Fact]
    public async Task A_tool_that_ends_well_takes_its_guard_along_and_kills_nobody()
    {
        using HostProcess host = await HostProcess.StartAsync("guard");
        await host.TellAsync("start setsid sh -c 'echo $$ > $CALLS; echo > $READY; exec sleep 1000' & read x < $READY");
        int child = await host.WaitForCallAsync();
        Assert.StartsWith("started ", await host.HearAsync(), StringComparison.Ordinal);
        await host.TellAsync("end");
        Assert.Equal("ended 0 ", await host.HearAsync());
        Assert.Equal(0, await host.QuitAsync());
        Assert.False(HostProcess.IsAlive(host.Guard));
        Assert.True(HostProcess.IsAlive(child));
        Assert.Equal(0, Libc.Kill(child, (int)StopSignal.Kill));
    }

    [Fact]
    public async Task A_descendant_that_left_its_group_is_reported_as_leaked_and_reaped_when_it_dies()
    {
        using HostProcess host = await HostProcess.StartAsync("subreaper");
        await host.TellAsync("start setsid sh -c 'echo $$ > $CALLS; echo > $READY; exec sleep 1000' & read x < $READY");
        int child = await host.WaitForCallAsync();
        Assert.StartsWith("started ", await host.HearAsync(), StringComparison.Ordinal);
        await host.TellAsync("end");
        Assert.Equal($"ended 0 {child}", await host.HearAsync());
        Assert.Equal(host.Pid, ProcessTable.ReadStat(child)!.Parent);
        Assert.Equal(0, Libc.Kill(child, (int)StopSignal.Kill));
        await host.WaitUntilGoneAsync(child);

        // Alive or not yet reaped: a further job's end comes after the watcher's look at this one.
        await host.TellAsync("start exit 7");
        Assert.StartsWith("started ", await host.HearAsync(), StringComparison.Ordinal);
        await host.TellAsync("end");
        Assert.Equal("ended 7 ", await host.HearAsync());
        Assert.Null(ProcessTable.ReadStat(child));
        Assert.Equal(0, await host.QuitAsync());
    }

    [Theory]
    [InlineData("setsid sh -c 'trap \"\" TERM; echo $$ > $CALLS; while :; do sleep 0.01; done' & wait")]
    [InlineData("(setsid sh -c '(trap \"\" TERM; exec sh -c \"echo \\$\\$ > $CALLS; exec sleep 1000\") & exit' &) ; exec sleep 1000")]
    public async Task A_stop_reaches_descendants_that_left_their_group(string script)
    {
        using HostProcess host = await HostProcess.StartAsync("subreaper");
        await host.TellAsync("start " + script);
        int child = await host.WaitForCallAsync();
        Assert.StartsWith("started ", await host.HearAsync(), StringComparison.Ordinal);
        await host.TellAsync("stop");
        await host.TellAsync("end");
        Assert.Equal("ended -15 ", await host.HearAsync());
        Assert.False(HostProcess.IsAlive(child));
        Assert.Equal(0, await host.QuitAsync());
    }

    [Fact]
    public async Task Both_settings_go_together()
    {
        using HostProcess host = await HostProcess.StartAsync("guard subreaper");
        await host.TellAsync("start (setsid sh -c 'echo $$ > $CALLS; exec sleep 1000' &)");
        int child = await host.WaitForCallAsync();
        await host.KillAsync();
        await host.WaitUntilGoneAsync(child, host.Guard);
    }

    [Fact]
    public async Task Where_the_system_refuses_orphans_processes_run_without_and_that_is_told_once()
    {
        using var rig = new ProcessRig(new() { Subreaper = true }, becomeSubreaper: () => false);
        Assert.Equal(3, (await rig.RunAsync(ProcessRig.Shell("exit 3"))).Exit!.Value.ExitCode);
        Assert.Equal(0, (await rig.RunAsync(ProcessRig.Shell("exit 0"))).Exit!.Value.ExitCode);
        Assert.StartsWith("Processes that leave their group will not be found: ", Assert.Single(rig.Failures), StringComparison.Ordinal);
        rig.Failures.Clear();       // expected
    }
}
