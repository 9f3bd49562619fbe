using ActorScheduler.Actors;
using ActorScheduler.Processes;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Processes;

public class ProcessStopTests
{
    // Before the other timers of a process.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);

    [Fact]
    [Trait("Contract", "POPEN-12")]
    [Trait("Contract", "POPEN-14")]
    public async Task A_stop_sends_TERM_and_a_process_that_dies_of_it_says_so()
    {
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(ProcessRig.Shell("echo ready; exec sleep 1000"));
        await running.WaitForLineAsync();
        running.Stop();
        running.Stop();
        ProcessEnd end = await running.Ended;
        Assert.Equal(-15, end.Exit!.Value.ExitCode);
        Assert.True(end.StopRequested);
        Assert.Empty(end.Leaked);
    }

    [Fact]
    [Trait("Contract", "POPEN-14")]
    public async Task A_process_that_handles_TERM_keeps_its_own_code()
    {
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(ProcessRig.Shell("trap 'echo bye; exit 33' TERM; echo ready; while :; do sleep 0.01; done"));
        await running.WaitForLineAsync();
        running.Stop();
        ProcessEnd end = await running.Ended;
        Assert.Equal(33, end.Exit!.Value.ExitCode);
        Assert.True(end.StopRequested);
        Assert.Equal("ready\nbye\n", await running.Output.ReadAllTextAsync());
    }

    [Fact]
    [Trait("Contract", "POPEN-16")]
    [Trait("Contract", "POPEN-17")]
    public async Task A_process_that_ignores_TERM_is_killed_after_its_time_and_not_before()
    {
        var time = new ManualTime();
        using var rig = new ProcessRig(time: time);
        RunningProcess running = rig.Start(ProcessRig.Shell("""
            trap 'echo TERM' TERM
            echo ready
            while :; do sleep 0.01; done
            """));
        await using IAsyncEnumerator<OutputLine> lines = running.Output.GetAsyncEnumerator();
        await lines.MoveNextAsync();
        running.Stop();
        await lines.MoveNextAsync();
        Assert.Equal("TERM", lines.Current.Text);
        time.Advance(ProcessJob.DefaultKillAfter - TimeSpan.FromTicks(1));
        Assert.False(running.Ended.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));
        ProcessEnd end = await running.Ended;
        Assert.Equal(-9, end.Exit!.Value.ExitCode);
        Assert.Empty(end.Leaked);
    }

    [Fact]
    [Trait("Contract", "POPEN-12")]
    public async Task The_whole_group_is_stopped()
    {
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(ProcessRig.Shell("sleep 1000 & sleep 1000 & (sleep 1000 & echo ready; wait); wait"));
        await running.WaitForLineAsync();
        running.Stop();
        ProcessEnd end = await running.Ended;
        Assert.Equal(-15, end.Exit!.Value.ExitCode);
        Assert.Empty(end.Leaked);
        Assert.Empty(ProcessTable.FindGroup(end.ProcessId!.Value));
    }

    [Fact]
    [Trait("Contract", "POPEN-16")]
    public async Task Members_of_a_stopped_group_that_ignore_TERM_are_killed_too()
    {
        var time = new ManualTime();
        using var rig = new ProcessRig(time: time);
        RunningProcess running = rig.Start(ProcessRig.Shell("""
            sh -c 'trap "" TERM; echo ready; while :; do sleep 0.01; done' &
            wait
            """) with { KillAfter = Soon });
        await running.WaitForLineAsync();
        Task killSet = time.WaitForTimerAsync(Soon);
        running.Stop();
        await killSet.WaitAsync(ProcessRig.Patience);
        time.Advance(Soon);
        ProcessEnd end = await running.Ended;
        Assert.Equal(-15, end.Exit!.Value.ExitCode);
        Assert.Empty(end.Leaked);
        Assert.Empty(ProcessTable.FindGroup(end.ProcessId!.Value));
    }

    [Fact]
    [Trait("Contract", "POPEN-16")]
    public async Task Members_of_a_stopped_group_without_our_output_are_killed_too()
    {
        var time = new ManualTime();
        using var rig = new ProcessRig(time: time);
        RunningProcess running = rig.Start(ProcessRig.Shell("""
            sh -c 'trap "" TERM; echo ready; exec >/dev/null 2>&1; while :; do sleep 0.01; done' &
            wait
            """) with { KillAfter = Soon });
        await running.WaitForLineAsync();
        Task killSet = time.WaitForTimerAsync(Soon);
        running.Stop();
        await killSet.WaitAsync(ProcessRig.Patience);
        time.Advance(Soon);
        ProcessEnd end = await running.Ended;
        Assert.Empty(end.Leaked);
        Assert.Empty(ProcessTable.FindGroup(end.ProcessId!.Value));
    }

    [Fact]
    [Trait("Contract", "POPEN-15")]
    public async Task A_stop_before_the_start_leaves_nothing_running()
    {
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(ProcessRig.Shell("exec sleep 1000") with { Output = ProcessOutput.Discard });
        running.Stop();
        ProcessEnd end = await running.Ended;
        Assert.True(end.StopRequested);
        Assert.Null(end.StartError);

        // Refused, or stopped at its start: it depends on who was first.
        if (end.Exit is { } exit) Assert.Equal(-15, exit.ExitCode);
    }

    [Fact]
    public async Task A_process_whose_actor_is_stopped_from_outside_is_killed_with_its_group()
    {
        using var rig = new ProcessRig();
        ProcessJob job = ProcessRig.Shell("trap '' TERM; sleep 1000 & echo $$; wait");
        RunningProcess running = rig.StartUnder(job, out Action stop);
        int pid = int.Parse(await running.WaitForLineAsync());
        List<int> group = ProcessTable.FindGroup(pid);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new Watcher((_, e) => gone.TrySetException(e));
        using var watch = new GroupWatch(watcher, () => ProcessTable.FindGroup(pid), gone.SetResult);
        watch.Start();
        stop();
        await gone.Task.WaitAsync(ProcessRig.Patience);
        Assert.Contains(pid, group);
        Assert.False(running.Ended.IsCompleted);
    }

    [Fact]
    [Trait("Contract", "POPEN-13")]
    public async Task A_signal_to_a_group_that_is_gone_is_no_error()
    {
        using var rig = new ProcessRig();
        var observer = new RecordingObserver();
        rig.Launcher.Start(new ProcessStartSpec(new ProcessJob("true", [])), observer);
        await observer.Exit;
        await observer.Output;
        Assert.Null(observer.Child!.Signal(StopSignal.Term));
        Assert.False(observer.Child.Release());
        Assert.Null(observer.Child.Signal(StopSignal.Kill));
        observer.Child.Dispose();
        observer.Child.Dispose();
    }

    [Fact]
    [Trait("Contract", "POPEN-5")]
    public async Task A_grandchild_on_the_pipe_delays_the_end_by_the_drain_timeout_at_most_and_is_reported()
    {
        var time = new ManualTime();
        using var rig = new ProcessRig(time: time);
        Task drainSet = time.WaitForTimerAsync(ProcessJob.DefaultDrainTimeout);
        RunningProcess running = rig.Start(ProcessRig.Shell("sleep 1000 & echo $!; exit 3"));
        await drainSet.WaitAsync(ProcessRig.Patience);
        time.Advance(ProcessJob.DefaultDrainTimeout);
        ProcessEnd end = await running.Ended;
        Assert.Equal(3, end.Exit!.Value.ExitCode);
        Assert.True(end.OutputAbandoned);
        int grandchild = Assert.Single(end.Leaked);
        Assert.Equal($"{grandchild}\n", await running.Output.ReadAllTextAsync());
        Assert.Equal(0, Libc.Kill(grandchild, (int)StopSignal.Kill));
    }

    [Fact]
    [Trait("Contract", "POPEN-5")]
    public async Task With_an_infinite_drain_timeout_the_grandchilds_output_is_waited_for()
    {
        using var rig = new ProcessRig();
        // real time: after the exit, most likely; it may be before it and changes nothing then
        RunningProcess running = rig.Start(ProcessRig.Shell("(sleep 0.1; echo late) & exit 3") with { DrainTimeout = Timeout.InfiniteTimeSpan });
        ProcessEnd end = await running.Ended;
        Assert.Equal(3, end.Exit!.Value.ExitCode);
        Assert.Equal("late\n", await running.Output.ReadAllTextAsync());
        Assert.Empty(end.Leaked);
    }

    [Fact]
    [Trait("Contract", "POPEN-18")]
    [Trait("Contract", "POPEN-30")]
    public async Task Giving_up_reading_does_not_keep_the_end_from_being_told()
    {
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(ProcessRig.Shell("echo one; read line; echo two; exit 8") with
        {
            Input = ProcessInput.Text("go\n"),
            Output = ProcessOutput.Stream,
        });
        Assert.Equal("one", await running.WaitForLineAsync());
        Assert.Equal(8, (await running.Ended).Exit!.Value.ExitCode);
    }
}
