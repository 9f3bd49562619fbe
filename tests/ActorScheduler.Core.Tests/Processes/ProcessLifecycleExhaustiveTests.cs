using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Processes;

/// <summary>Every order of every input up to a length, senseless ones included, against a list of what must never
/// happen.</summary>
public class ProcessLifecycleExhaustiveTests
{
    private const int Length = 5;

    private static readonly (string Name, Func<ProcessLifecycle, ProcessEffects> Apply)[] s_inputs =
    [
        ("started", m => m.Started()),
        ("start failed", m => m.StartFailed()),
        ("stop", m => m.StopAsked(kill: false)),
        ("kill", m => m.StopAsked(kill: true)),
        ("exited", m => m.ChildExited(new ChildExit(5))),
        ("output ended", m => m.OutputEnded()),
        ("kill timer", m => m.TimerFired(ProcessTimer.Kill)),
        ("drain timer", m => m.TimerFired(ProcessTimer.Drain)),
        ("unkillable timer", m => m.TimerFired(ProcessTimer.Unkillable)),
        ("sweep timer", m => m.TimerFired(ProcessTimer.Sweep)),
        ("group empty", m => m.GroupChecked(alive: false)),
        ("group alive", m => m.GroupChecked(alive: true)),
        ("group gone", m => m.GroupGone()),
    ];

    public static TheoryData<double, double> Settings => new()
    {
        { 1, 1 }, { 0, 1 }, { 1, 0 }, { -1, 1 }, { 1, -1 }, { 0, 0 }, { -1, -1 },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Every_order_of_inputs_keeps_the_rules_and_can_still_end(double killAfter, double drain)
    {
        var path = new int[Length];
        for (bool more = true; more; more = Next(path))
        {
            Play(path, Span(killAfter), Span(drain));
            Play([0, .. path], Span(killAfter), Span(drain));
        }
    }

    private static TimeSpan Span(double seconds) =>
        seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);

    private static bool Next(int[] path)
    {
        for (int i = path.Length - 1; i >= 0; i--)
        {
            if (++path[i] < s_inputs.Length) return true;
            path[i] = 0;
        }

        return false;
    }

    private static void Play(int[] path, TimeSpan killAfter, TimeSpan drain)
    {
        var machine = new ProcessLifecycle(killAfter, drain);
        var seen = ProcessEffects.None;
        foreach (int input in path)
        {
            ProcessLifecycleState before = machine.State;
            ProcessEffects effects = s_inputs[input].Apply(machine);
            if (Fault(machine, before, seen, effects) is { } fault) Fail(fault, path, killAfter, drain);
            seen |= effects;
        }

        End(machine, seen, path, killAfter, drain);
    }

    private static string? Fault(ProcessLifecycle machine, ProcessLifecycleState before, ProcessEffects seen, ProcessEffects effects)
    {
        const ProcessEffects Signals = ProcessEffects.SendTerm | ProcessEffects.SendKill;
        bool isEnd = effects.HasFlag(ProcessEffects.Report);
        if ((seen & effects) != 0) return $"{seen & effects} came twice";
        if (machine.State < before) return "a state was entered again";
        if (before == ProcessLifecycleState.Ended && effects != 0) return "something was done after the end";
        if (isEnd != (machine.State == ProcessLifecycleState.Ended && before != machine.State)) return "the end and its report part";
        if (before == ProcessLifecycleState.Starting && machine.State == before && effects != 0) return "something was done to nobody";
        if (effects.HasFlag(ProcessEffects.SendTerm) && seen.HasFlag(ProcessEffects.SendKill)) return "TERM after KILL";
        if ((effects & Signals) != 0 && !machine.StopRequested) return "a signal that nobody asked for";
        if (isEnd && machine.Exit is null && before != ProcessLifecycleState.Starting) return "an end without an exit";
        if (effects.HasFlag(ProcessEffects.AbandonOutput) != (machine.OutputAbandoned && !seen.HasFlag(ProcessEffects.AbandonOutput)))
            return "the mark of abandoned output is wrong";
        return null;
    }

    // What the world does at last: timers that were set fire, what was asked is answered, KILL kills.
    private static void End(ProcessLifecycle machine, ProcessEffects seen, int[] path, TimeSpan killAfter, TimeSpan drain)
    {
        seen |= machine.Started();
        for (int i = 0; i < 8 && machine.State != ProcessLifecycleState.Ended; i++)
        {
            if (machine.State <= ProcessLifecycleState.Killing) seen |= machine.ChildExited(new ChildExit(0));
            if (seen.HasFlag(ProcessEffects.SetKillTimer)) seen |= machine.TimerFired(ProcessTimer.Kill);
            if (seen.HasFlag(ProcessEffects.SetDrainTimer)) seen |= machine.TimerFired(ProcessTimer.Drain);
            if (drain == Timeout.InfiniteTimeSpan) seen |= machine.OutputEnded();
            if (seen.HasFlag(ProcessEffects.CheckGroup)) seen |= machine.GroupChecked(alive: true);
            if (seen.HasFlag(ProcessEffects.SetSweepTimer)) seen |= machine.TimerFired(ProcessTimer.Sweep);
        }

        if (machine.State != ProcessLifecycleState.Ended) Fail($"it hangs in {machine.State}", path, killAfter, drain);
    }

    private static void Fail(string fault, int[] path, TimeSpan killAfter, TimeSpan drain) =>
        Assert.Fail($"{fault}: {string.Join(", ", path.Select(i => s_inputs[i].Name))} (kill after {killAfter}, drain {drain})");
}
