using ActorScheduler.Machines;
using ActorScheduler.Processes;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// One attempt of a process job: carries out what <see cref="ProcessLifecycle"/> decides, and holds no rule. It starts
/// its child when it is spawned, tells its owner of the start and, once, of the end, and stops then.
/// </summary>
internal sealed class ProcessActor(ProcessAttempt attempt) : Actor<ProcessActor.Message>
{
    private readonly ProcessLifecycle _machine = new(attempt.Job.KillAfter, attempt.Job.DrainTimeout);
    private List<IDisposable>? _timers;
    private ProcessLaunch? _launch;
    private IChildProcess? _child;
    private ProcessStartException? _startError;
    private IDisposable? _patience;     // set while its stop waits for the child's end

    internal enum MessageKind : byte
    {
        Started,
        StartFailed,
        Stop,
        Kill,
        Exited,
        OutputEnded,
        GroupGone,
        Timer,
        LeaksFound,
    }

    protected internal override void Started()
    {
        _launch = new ProcessLaunch(attempt, Context.Self);
        Context.Host.Execute(_launch, preferLocal: true);
    }

    protected internal override void Receive(Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.Started: Started((IChildProcess)message.Content!); break;
            case MessageKind.StartFailed: StartFailed((ProcessStartException?)message.Content); break;
            case MessageKind.Stop: Stop(kill: false); break;
            case MessageKind.Kill: Stop(kill: true); break;
            case MessageKind.Exited: Do(_machine.ChildExited(message.Exit)); break;
            case MessageKind.OutputEnded: Do(_machine.OutputEnded()); break;
            case MessageKind.GroupGone: Do(_machine.GroupGone()); break;
            case MessageKind.Timer: Do(_machine.TimerFired(message.Timer)); break;
            case MessageKind.LeaksFound: Report((IReadOnlyList<int>)message.Content!); break;
            default: throw new InvariantException($"Message {message.Kind} has no handler.");
        }
    }

    // Stopped from outside, with its parent or by a fault, so nobody is left to look after the child. What the job has
    // of slots and groups is free when this actor has stopped: not before the child is dead, unless it does not die.
    protected internal override bool Stopping(Exception? failure)
    {
        if (_machine.State == ProcessLifecycleState.Ended || _launch?.Orphan() != true) return true;
        _patience = Context.After(
            ProcessLifecycle.UnkillableTimeout, new Message(MessageKind.Timer) { Timer = ProcessTimer.Unkillable });
        return false;
    }

    protected internal override void Undelivered(Message message)
    {
        bool isOver = message is { Kind: MessageKind.Exited or MessageKind.StartFailed }
            or { Kind: MessageKind.Timer, Timer: ProcessTimer.Unkillable };
        if (!isOver || _patience is not { } patience) return;
        _patience = null;
        patience.Dispose();
        Context.EndStop();
    }

    protected internal override void Stopped(Exception? failure)
    {
        if (_machine.State == ProcessLifecycleState.Ended || failure is null) return;
        var error = new ProcessStartException(ProcessStartError.Other, "The actor of the process failed.",
            attempt.Job.Program, failure);
        attempt.Owner.ProcessEnded(new ProcessEnd(Exit: null) { StartError = error });
    }

    private void Started(IChildProcess child)
    {
        _child = child;
        // First: whoever reads what it says finds its number known.
        attempt.Owner.ProcessStarted(child.Pid, child.Identity);
        if (child.Output is { } output) attempt.Output?.Attach(output);
        if (child.Error is { } error) attempt.Error?.Attach(error);
        Do(_machine.Started());
    }

    private void StartFailed(ProcessStartException? error)
    {
        _startError = error;
        Do(_machine.StartFailed());
    }

    private void Stop(bool kill)
    {
        _launch!.Refuse();
        Do(_machine.StopAsked(kill));
    }

    private void Do(ProcessEffects effects)
    {
        if (effects == ProcessEffects.None) return;
        if (effects.HasFlag(ProcessEffects.SetKillTimer)) SetTimer(ProcessTimer.Kill, attempt.Job.KillAfter);
        if (effects.HasFlag(ProcessEffects.SetDrainTimer)) SetTimer(ProcessTimer.Drain, attempt.Job.DrainTimeout);
        if (effects.HasFlag(ProcessEffects.SetUnkillableTimer))
            SetTimer(ProcessTimer.Unkillable, ProcessLifecycle.UnkillableTimeout);
        if (effects.HasFlag(ProcessEffects.SetSweepTimer)) SetTimer(ProcessTimer.Sweep, ProcessLifecycle.SweepTimeout);
        if (effects.HasFlag(ProcessEffects.SendTerm)) Signal(StopSignal.Term);
        if (effects.HasFlag(ProcessEffects.SendKill)) Signal(StopSignal.Kill);
        if (effects.HasFlag(ProcessEffects.AbandonOutput)) _child!.AbandonOutput();
        if (effects.HasFlag(ProcessEffects.WatchGroup)) _child!.WatchGroup();
        if (effects.HasFlag(ProcessEffects.Report)) End();
        if (effects.HasFlag(ProcessEffects.CheckGroup)) Do(_machine.GroupChecked(_child!.Release()));
    }

    private void Signal(StopSignal signal)
    {
        if (_child!.Signal(signal) is { } fault) Context.Host.ReportFailure("A process was not told to stop", fault);
    }

    private void SetTimer(ProcessTimer timer, TimeSpan due) =>
        (_timers ??= []).Add(Context.After(due, new Message(MessageKind.Timer) { Timer = timer }));

    private void End()
    {
        foreach (IDisposable timer in _timers ?? []) timer.Dispose();
        if (!_machine.HasLeaked)
        {
            Report([]);
            return;
        }

        IChildProcess child = _child!;
        Context.Run(
            _ => ValueTask.FromResult(child.FindLeaked()),
            leaked => new Message(MessageKind.LeaksFound) { Content = leaked.Value ?? [] });
    }

    private void Report(IReadOnlyList<int> leaked)
    {
        _child?.Dispose();
        attempt.Owner.ProcessEnded(new ProcessEnd(_machine.Exit)
        {
            ProcessId = _child?.Pid,
            StartError = _startError,
            Leaked = leaked,
            OutputAbandoned = _machine.OutputAbandoned,
            StopRequested = _machine.StopRequested,
        });
        Context.StopSelf();
    }

    /// <summary>
    /// What it is told. Stop and Kill come from its owner, the rest from its launch, its child and itself.
    /// </summary>
    /// <remarks>An object: a mailbox of values is compiled anew in every process, for each kind of value.</remarks>
    internal sealed record Message(MessageKind Kind)
    {
        public static readonly Message Stop = new(MessageKind.Stop);

        public static readonly Message Kill = new(MessageKind.Kill);

        public object? Content { get; init; }

        public ChildExit Exit { get; init; }

        public ProcessTimer Timer { get; init; }
    }
}
