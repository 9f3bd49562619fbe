namespace ActorScheduler.Machines;

/// <summary>
/// The rules of one child process: who is signalled when, and when its exit may be told. Pure; every input returns the
/// effects to carry out, and an input that means nothing in a state is ignored there.
/// </summary>
/// <remarks>
/// <code>
/// Starting ──started──────────────► Running ──stop──► Terminating ──kill timer, or stop at once──► Killing
///    │  └─started, stop was asked──────────────────────────────────────────────────────────────────▲  │
///    │ start failed                    └───────── exited ──────┴──────────────── exited ──────────────┤
///    ▼                                                    │                                           │ unkillable
/// timer  Ended ◄──────────────┐          output still open      ▼        output ended or drain timer        ▼    ▲
/// │              Draining ◄─────────┴─────────────────────────────────────► Checking    │                  │
/// └──────── output ended, or drain timer: output abandoned ──▲ │    │                  └─ group empty; or not stopped:
/// the rest is reported as leaked ─────────────────┤    └──────────────────── group gone, or sweep timer: leaked ──
/// Sweeping ◄── group not empty, stopped ─┘
/// </code>
/// The child's own exit code is kept whatever happens later, and the wish to stop is a mark of its own (POPEN-14). The
/// dead child is reaped only by <see cref="ProcessEffects.CheckGroup"/>, so its group's number stays reserved until
/// then and no signal can meet a stranger.
/// </remarks>
internal sealed class ProcessLifecycle(TimeSpan killAfter, TimeSpan drainTimeout)
{
    /// <summary>
    /// How long the rest of a stopped child's group may take to die of KILL before it is reported as leaked.
    /// </summary>
    public static readonly TimeSpan SweepTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a child itself may take to die of KILL before the job ends without it: freeing a large memory takes
    /// seconds, only a hanging device takes longer.
    /// </summary>
    public static readonly TimeSpan UnkillableTimeout = TimeSpan.FromSeconds(10);

    private const int SigKill = 9;
    private bool _outputEnded;
    private bool _killWanted;
    private bool _termSent;
    private bool _killSent;

    public ProcessLifecycleState State { get; private set; }

    /// <summary>The child's exit; null when it never ran. An unkillable child counts as killed.</summary>
    public ChildExit? Exit { get; private set; }

    /// <summary>Somebody asked it to stop before its end was told.</summary>
    public bool StopRequested { get; private set; }

    /// <summary>Its output did not end in time after its death.</summary>
    public bool OutputAbandoned { get; private set; }

    /// <summary>Somebody of its group was alive when the exit was told.</summary>
    public bool HasLeaked { get; private set; }

    public ProcessEffects Started()
    {
        if (State != ProcessLifecycleState.Starting) return ProcessEffects.None;
        State = ProcessLifecycleState.Running;
        if (!StopRequested) return ProcessEffects.None;

        // Asked before there was anybody to ask: there is no work worth a TERM yet (POPEN-15).
        _killWanted = true;
        return Stop();
    }

    public ProcessEffects StartFailed() =>
        State == ProcessLifecycleState.Starting ? Report(leaked: false) : ProcessEffects.None;

    /// <summary>Stop it: TERM first, or KILL at once. A second wish only counts when it is the harder one.</summary>
    public ProcessEffects StopAsked(bool kill)
    {
        if (State == ProcessLifecycleState.Ended) return ProcessEffects.None;
        StopRequested = true;
        _killWanted |= kill || (killAfter == TimeSpan.Zero);
        return State is ProcessLifecycleState.Starting or ProcessLifecycleState.Checking ? ProcessEffects.None : Stop();
    }

    public ProcessEffects ChildExited(ChildExit exit)
    {
        if (Exit is not null || IsPast(ProcessLifecycleState.Killing)) return ProcessEffects.None;
        Exit = exit;
        if (_outputEnded) return Check();
        if (drainTimeout == TimeSpan.Zero) return Abandon();
        State = ProcessLifecycleState.Draining;
        return drainTimeout == Timeout.InfiniteTimeSpan ? ProcessEffects.None : ProcessEffects.SetDrainTimer;
    }

    /// <summary>Every stream that comes to us has reached its own end (POPEN-24).</summary>
    public ProcessEffects OutputEnded()
    {
        _outputEnded = true;
        return State == ProcessLifecycleState.Draining ? Check() : ProcessEffects.None;
    }

    public ProcessEffects TimerFired(ProcessTimer timer) => timer switch
    {
        ProcessTimer.Kill when _termSent && !_killSent && State != ProcessLifecycleState.Ended => KillTimerFired(),
        ProcessTimer.Drain when State == ProcessLifecycleState.Draining => Abandon(),
        ProcessTimer.Unkillable when State == ProcessLifecycleState.Killing => GiveUp(),
        ProcessTimer.Sweep when State == ProcessLifecycleState.Sweeping && _killSent => Report(leaked: true),
        _ => ProcessEffects.None,
    };

    /// <summary>The answer to <see cref="ProcessEffects.CheckGroup"/>.</summary>
    /// <param name="alive">Somebody of the group is left.</param>
    public ProcessEffects GroupChecked(bool alive)
    {
        if (State != ProcessLifecycleState.Checking) return ProcessEffects.None;

        // With an infinite KillAfter nobody will ever send KILL, so waiting might never end.
        bool sweep = alive && StopRequested && !IsUnkillable && (_killWanted || killAfter != Timeout.InfiniteTimeSpan);
        if (!sweep) return Report(alive);
        State = ProcessLifecycleState.Sweeping;
        ProcessEffects effects = ProcessEffects.WatchGroup | Stop();
        return _killSent ? effects | ProcessEffects.SetSweepTimer : effects;
    }

    /// <summary>The answer to <see cref="ProcessEffects.WatchGroup"/>.</summary>
    public ProcessEffects GroupGone() =>
        State == ProcessLifecycleState.Sweeping ? Report(leaked: false) : ProcessEffects.None;

    private bool IsUnkillable { get; set; }

    private bool IsPast(ProcessLifecycleState state) => State > state;

    // Signals are sent only once each, and never TERM after KILL.
    private ProcessEffects Stop()
    {
        if (_killWanted) return Kill();
        if (_termSent || _killSent) return ProcessEffects.None;
        _termSent = true;
        if (State == ProcessLifecycleState.Running) State = ProcessLifecycleState.Terminating;
        return killAfter == Timeout.InfiniteTimeSpan
            ? ProcessEffects.SendTerm
            : ProcessEffects.SendTerm | ProcessEffects.SetKillTimer;
    }

    private ProcessEffects Kill()
    {
        if (_killSent) return ProcessEffects.None;
        _killSent = true;
        if (State == ProcessLifecycleState.Sweeping) return ProcessEffects.SendKill | ProcessEffects.SetSweepTimer;
        if (IsPast(ProcessLifecycleState.Killing)) return ProcessEffects.SendKill;
        State = ProcessLifecycleState.Killing;
        return ProcessEffects.SendKill | ProcessEffects.SetUnkillableTimer;
    }

    private ProcessEffects KillTimerFired()
    {
        _killWanted = true;
        return State == ProcessLifecycleState.Checking ? ProcessEffects.None : Kill();
    }

    private ProcessEffects Abandon()
    {
        OutputAbandoned = true;
        return ProcessEffects.AbandonOutput | Check();
    }

    private ProcessEffects GiveUp()
    {
        Exit = ChildExit.BySignal(SigKill);
        IsUnkillable = true;
        if (_outputEnded) return Check();
        return Abandon();
    }

    private ProcessEffects Check()
    {
        State = ProcessLifecycleState.Checking;
        return ProcessEffects.CheckGroup;
    }

    private ProcessEffects Report(bool leaked)
    {
        HasLeaked = leaked;
        State = ProcessLifecycleState.Ended;
        return ProcessEffects.Report;
    }
}
