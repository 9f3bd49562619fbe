using ActorScheduler.Machines;

namespace ActorScheduler.Runtime;

/// <summary>
/// The part of an actor's cell that knows its family: children, watchers, stopping and restarting. All of it is touched
/// only in the cell's own turns; others send it a <see cref="Signal"/>.
/// </summary>
/// <remarks>
/// Life: <c>Running → Stopping → Stopped</c>. A stop or a failure moves a running cell to Stopping, where it waits for
/// its children, and for what its actor has to end first; the last of them moves it to Stopped. A failed cell that its
/// supervisor makes anew goes back to Running.
/// </remarks>
internal abstract class ActorCell(string name, IActorHost host, ActorCell? parent, Supervision supervision)
    : IThreadPoolWorkItem, ICrewPiece
{
    private readonly RestartWindow _restarts = supervision.NewWindow();
    private List<ActorCell>? _children;
    private List<Action>? _watchers;
    private Exception? _failure;
    private bool _isHeld;       // its actor has something to end before it has stopped

    private protected enum CellState : byte
    {
        Running,
        Stopping,
        Stopped,
    }

    public IActorHost Host { get; } = host;

    public string CellName { get; } = name;

    /// <summary>Who gives it its turns; null when that is any of the host's threads.</summary>
    public Crew? Crew { get; init; }

    private protected CellState State { get; private set; }

    /// <summary>Asks for a signal's turn; any thread.</summary>
    public abstract void Send(Signal signal);

    /// <summary>Handles what waits, within a budget. The host calls it once it was asked to activate.</summary>
    public abstract void RunTurns();

    void IThreadPoolWorkItem.Execute() => TurnChain.Run(this);

    void ICrewPiece.Execute() => TurnChain.RunInCrew(this);

    private protected void Adopt(ActorCell child) => (_children ??= []).Add(child);

    private protected void Handle(Signal signal)
    {
        switch (signal.Kind)
        {
            case SignalKind.Stop:
                BeginStop(failure: null);
                break;
            case SignalKind.EndStop:
                _isHeld = false;
                EndStopWhenAlone();
                break;
            case SignalKind.ChildStopped:
                ChildStopped(signal.Cell!, signal.Failure);
                break;
            case SignalKind.Watch:
                AddWatcher(signal.Watcher!);
                break;
            default:
                throw new InvariantException($"Signal {signal.Kind} has no handler.");
        }
    }

    private protected void BeginStop(Exception? failure)
    {
        if (State != CellState.Running) return;
        State = CellState.Stopping;
        _failure = failure;
        _isHeld = !OnStopping(failure);
        // Youngest first: a child may use its elder siblings.
        for (int i = (_children?.Count ?? 0) - 1; i >= 0; i--) _children![i].Send(Signal.Stop);
        EndStopWhenAlone();
    }

    private protected abstract bool OnStopping(Exception? failure);

    private protected abstract void OnStopped(Exception? failure);

    private protected abstract void Recreate();

    private void EndStopWhenAlone()
    {
        if (State == CellState.Stopping && !_isHeld && _children is not { Count: > 0 }) EndStopNow();
    }

    private void EndStopNow()
    {
        Exception? failure = _failure;
        OnStopped(failure);
        if (failure is not null && _restarts.TryRestart(Host.Now))
        {
            Host.ReportFailure($"{CellName} failed and is made anew", failure);
            _failure = null;
            State = CellState.Running;
            Recreate();
            return;
        }

        State = CellState.Stopped;
        if (_watchers is { } watchers)
        {
            _watchers = null;
            foreach (Action watcher in watchers) watcher();
        }

        if (parent is not null) parent.Send(Signal.ChildStopped(this, failure));
        else if (failure is not null) OnRootFailed(failure);
    }

    private protected abstract void OnRootFailed(Exception failure);

    private void ChildStopped(ActorCell child, Exception? failure)
    {
        _children?.Remove(child);
        if (failure is not null)
        {
            Host.ReportFailure($"{child.CellName} failed", failure);
            if (child.Escalates && State == CellState.Running) BeginStop(failure);
        }

        EndStopWhenAlone();
    }

    private bool Escalates => supervision.Escalate;

    private void AddWatcher(Action watcher)
    {
        if (State == CellState.Stopped) watcher();
        else (_watchers ??= []).Add(watcher);
    }
}
