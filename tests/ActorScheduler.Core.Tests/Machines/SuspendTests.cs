using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

/// <summary>The end of a node, which is none for its jobs.</summary>
public sealed class SuspendTests
{
    private readonly EffectBuffer _effects = new();

    [Fact]
    public void What_runs_is_asked_once_and_killed_only_when_that_is_wanted()
    {
        var machine = new SchedulerMachine(new SchedulerOptions { MaxJobs = 1 }, _effects);
        var runs = new FakeJob { Sequence = 1 };
        machine.Submit(runs, now: 1);
        machine.Submit(new FakeJob { Sequence = 2 }, now: 1);
        _effects.Clear();
        machine.Suspend(now: 2);
        Assert.Equal([EffectKind.CancelAttempt], Of(runs));
        machine.Suspend(now: 3);
        Assert.Empty(Of(runs));
        machine.Suspend(now: 4, kill: true);
        Assert.Equal([EffectKind.KillAttempt], Of(runs));
    }

    [Fact]
    public void A_scheduler_that_was_stopped_in_order_is_not_made_stricter_by_the_end_of_its_node()
    {
        var machine = new SchedulerMachine(new SchedulerOptions { MaxJobs = 1 }, _effects);
        var runs = new FakeJob { Sequence = 1 };
        machine.Submit(runs, now: 1);
        machine.Stop(StopMode.CancelRunning, reason: null, now: 2);
        _effects.Clear();
        machine.Suspend(now: 3, kill: true);
        Assert.Empty(Of(runs));
    }

    private EffectKind[] Of(FakeJob job)
    {
        EffectKind[] kinds = [.. _effects.Span.ToArray().Where(e => e.Target == job).Select(static e => e.Kind)];
        _effects.Clear();
        return kinds;
    }
}
