using ActorScheduler.Machines;
using static ActorScheduler.Machines.ProcessEffects;

namespace ActorScheduler.Core.Tests.Processes;

public class ProcessLifecycleTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    [Trait("Contract", "POPEN-4")]
    public void The_exit_is_told_only_after_the_end_of_output()
    {
        ProcessLifecycle machine = Running();
        Assert.Equal(SetDrainTimer, machine.ChildExited(new ChildExit(3)));
        Assert.Equal(ProcessLifecycleState.Draining, machine.State);
        Assert.Equal(CheckGroup, machine.OutputEnded());
        Assert.Equal(Report, machine.GroupChecked(alive: false));
        Assert.Equal(new ChildExit(3), machine.Exit);
        Assert.False(machine.OutputAbandoned);
    }

    [Fact]
    public void Output_that_ended_first_makes_the_exit_told_at_once()
    {
        ProcessLifecycle machine = Running();
        Assert.Equal(None, machine.OutputEnded());
        Assert.Equal(ProcessLifecycleState.Running, machine.State);
        Assert.Equal(CheckGroup, machine.ChildExited(new ChildExit(0)));
        Assert.Equal(Report, machine.GroupChecked(alive: false));
    }

    [Fact]
    [Trait("Contract", "POPEN-5")]
    public void Output_that_a_grandchild_holds_is_abandoned_after_the_drain_timeout()
    {
        ProcessLifecycle machine = Running();
        machine.ChildExited(new ChildExit(7));
        Assert.Equal(AbandonOutput | CheckGroup, machine.TimerFired(ProcessTimer.Drain));
        Assert.Equal(Report, machine.GroupChecked(alive: true));
        Assert.True(machine.OutputAbandoned);
        Assert.True(machine.HasLeaked);
        Assert.Equal(7, machine.Exit!.Value.ExitCode);
    }

    [Fact]
    [Trait("Contract", "POPEN-5")]
    public void With_an_infinite_drain_timeout_the_exit_waits_for_the_end_of_output()
    {
        ProcessLifecycle machine = Running(drain: Timeout.InfiniteTimeSpan);
        Assert.Equal(None, machine.ChildExited(new ChildExit(0)));
        Assert.Equal(None, machine.TimerFired(ProcessTimer.Sweep));
        Assert.Equal(CheckGroup, machine.OutputEnded());
    }

    [Fact]
    public void With_no_drain_time_the_output_is_abandoned_at_the_death()
    {
        ProcessLifecycle machine = Running(drain: TimeSpan.Zero);
        Assert.Equal(AbandonOutput | CheckGroup, machine.ChildExited(new ChildExit(0)));
    }

    [Fact]
    [Trait("Contract", "POPEN-16")]
    public void A_child_that_ignores_TERM_gets_KILL_after_its_time()
    {
        ProcessLifecycle machine = Running();
        Assert.Equal(SendTerm | SetKillTimer, machine.StopAsked(kill: false));
        Assert.Equal(ProcessLifecycleState.Terminating, machine.State);
        Assert.Equal(SendKill | SetUnkillableTimer, machine.TimerFired(ProcessTimer.Kill));
        Assert.Equal(ProcessLifecycleState.Killing, machine.State);
        machine.OutputEnded();
        Assert.Equal(CheckGroup, machine.ChildExited(ChildExit.BySignal(9)));
    }

    [Fact]
    [Trait("Contract", "POPEN-12")]
    public void TERM_is_sent_once_however_often_it_is_asked_for()
    {
        ProcessLifecycle machine = Running();
        machine.StopAsked(kill: false);
        Assert.Equal(None, machine.StopAsked(kill: false));
        Assert.Equal(SendKill | SetUnkillableTimer, machine.StopAsked(kill: true));
        Assert.Equal(None, machine.StopAsked(kill: true));
        Assert.Equal(None, machine.TimerFired(ProcessTimer.Kill));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1000, true)]
    public void KILL_is_sent_at_once_when_there_is_no_time_or_it_is_asked_for(int killAfterMilliseconds, bool kill)
    {
        ProcessLifecycle machine = Running(TimeSpan.FromMilliseconds(killAfterMilliseconds));
        Assert.Equal(SendKill | SetUnkillableTimer, machine.StopAsked(kill));
    }

    [Fact]
    public void With_an_infinite_kill_time_KILL_is_sent_only_when_it_is_asked_for()
    {
        ProcessLifecycle machine = Running(Timeout.InfiniteTimeSpan);
        Assert.Equal(SendTerm, machine.StopAsked(kill: false));
        Assert.Equal(SendKill | SetUnkillableTimer, machine.StopAsked(kill: true));
    }

    [Fact]
    [Trait("Contract", "POPEN-15")]
    public void A_stop_that_was_asked_before_the_start_kills_at_the_start()
    {
        var machine = new ProcessLifecycle(s_second, s_second);
        Assert.Equal(None, machine.StopAsked(kill: false));
        Assert.Equal(SendKill | SetUnkillableTimer, machine.Started());
        Assert.True(machine.StopRequested);
    }

    [Fact]
    [Trait("Contract", "POPEN-14")]
    public void A_stopped_child_keeps_its_own_exit_code_and_the_mark_is_apart()
    {
        ProcessLifecycle machine = Running();
        machine.StopAsked(kill: false);
        machine.OutputEnded();
        machine.ChildExited(new ChildExit(42));
        Assert.Equal(Report, machine.GroupChecked(alive: false));
        Assert.Equal(42, machine.Exit!.Value.ExitCode);
        Assert.True(machine.StopRequested);
    }

    [Fact]
    [Trait("Contract", "POPEN-32")]
    public void Nothing_is_signalled_once_the_end_was_told()
    {
        ProcessLifecycle machine = Running();
        machine.OutputEnded();
        machine.ChildExited(new ChildExit(0));
        machine.GroupChecked(alive: false);
        Assert.Equal(None, machine.StopAsked(kill: true));
        Assert.False(machine.StopRequested);
    }

    [Fact]
    public void A_failed_start_is_told_at_once()
    {
        var machine = new ProcessLifecycle(s_second, s_second);
        Assert.Equal(Report, machine.StartFailed());
        Assert.Null(machine.Exit);
    }

    [Fact]
    [Trait("Contract", "POPEN-16")]
    public void The_rest_of_a_stopped_group_gets_its_grace_then_KILL_then_is_reported()
    {
        ProcessLifecycle machine = Running();
        machine.StopAsked(kill: false);
        machine.OutputEnded();
        machine.ChildExited(ChildExit.BySignal(15));
        Assert.Equal(WatchGroup, machine.GroupChecked(alive: true));
        Assert.Equal(SendKill | SetSweepTimer, machine.TimerFired(ProcessTimer.Kill));
        Assert.Equal(Report, machine.TimerFired(ProcessTimer.Sweep));
        Assert.True(machine.HasLeaked);
        Assert.Equal(-15, machine.Exit!.Value.ExitCode);
    }

    [Fact]
    public void A_stopped_group_that_dies_of_KILL_has_not_leaked()
    {
        ProcessLifecycle machine = Running();
        machine.StopAsked(kill: true);
        machine.OutputEnded();
        machine.ChildExited(ChildExit.BySignal(9));
        Assert.Equal(WatchGroup | SetSweepTimer, machine.GroupChecked(alive: true));
        Assert.Equal(Report, machine.GroupGone());
        Assert.False(machine.HasLeaked);
    }

    [Fact]
    public void A_group_that_nobody_stopped_is_reported_and_left_alone()
    {
        ProcessLifecycle machine = Running();
        machine.OutputEnded();
        machine.ChildExited(new ChildExit(0));
        Assert.Equal(Report, machine.GroupChecked(alive: true));
        Assert.True(machine.HasLeaked);
    }

    [Fact]
    public void A_child_that_does_not_die_of_KILL_is_reported_as_left_behind()
    {
        ProcessLifecycle machine = Running();
        machine.StopAsked(kill: true);
        Assert.Equal(AbandonOutput | CheckGroup, machine.TimerFired(ProcessTimer.Unkillable));
        Assert.Equal(Report, machine.GroupChecked(alive: true));
        Assert.True(machine.HasLeaked);
        Assert.Equal(-9, machine.Exit!.Value.ExitCode);
        Assert.Equal(None, machine.ChildExited(ChildExit.BySignal(9)));
    }

    [Fact]
    public void A_stop_while_a_grandchild_holds_the_output_signals_the_rest_of_the_group()
    {
        ProcessLifecycle machine = Running(drain: Timeout.InfiniteTimeSpan);
        machine.ChildExited(new ChildExit(0));
        Assert.Equal(SendTerm | SetKillTimer, machine.StopAsked(kill: false));
        Assert.Equal(SendKill, machine.TimerFired(ProcessTimer.Kill));
        Assert.Equal(CheckGroup, machine.OutputEnded());
    }

    private static ProcessLifecycle Running(TimeSpan? killAfter = null, TimeSpan? drain = null)
    {
        var machine = new ProcessLifecycle(killAfter ?? s_second, drain ?? s_second);
        Assert.Equal(None, machine.Started());
        Assert.Equal(ProcessLifecycleState.Running, machine.State);
        return machine;
    }
}
