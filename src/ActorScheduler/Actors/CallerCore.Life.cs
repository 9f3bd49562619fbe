using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <content>Starting and stopping.</content>
internal sealed partial class CallerCore
{
    private CallerSignals? _signals;
    private bool _ended;

    /// <summary>Those who wait for a state; made when the first does.</summary>
    public CallerSignals Signals
    {
        get
        {
            lock (_machine)
            {
                if (_signals is not null) return _signals;
                _signals = new CallerSignals(Name);
                // It is stopped for others when its tap has been flushed, too.
                _signals.Reach(State == CallerState.Stopped && !_ended ? CallerState.Stopping : State);
                return _signals;
            }
        }
    }

    public static CallerCore Create(CallerSetup setup)
    {
        long id = CallerRegistry.NextId();
        string name = setup.Name ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"caller {id}");
        return new CallerCore(setup.Node.Host.NextRandom(), name, setup) { Id = id };
    }

    public long Id { get; private init; }

    /// <summary>Starts it; false when that has happened before, or it was stopped.</summary>
    public bool Begin()
    {
        lock (_machine)
        {
            if (!_machine.Begin()) return false;
        }

        // One on the pool needs no thread to come first, nor a turn while nobody has asked for anything.
        if (Setup.Thread == CallerThread.ThreadPool)
        {
            Enter();
            if (!Release()) _runner.Wake();
        }
        else
        {
            _runner.Begin();
        }

        return true;
    }

    /// <summary>Runs turns on this thread until the Caller has stopped.</summary>
    public void Pump() => ((ThreadLoop)_runner).Run();

    /// <summary>
    /// Asks it to stop and carries out what follows at once; the end comes with the last of what runs.
    /// </summary>
    /// <returns>The state after that.</returns>
    public CallerState Stop(bool force)
    {
        CallerStop? stop;
        lock (_machine)
        {
            stop = _machine.Stop(force, Host.Now);
            if (stop is not null) _signals?.Reach(CallerState.Stopping);
        }

        if (stop is null) return State;
        CallerRegistry.Remove(this);
        Parent?.ChildStopping(this);
        foreach (SchedulerIdentity child in stop.Children) ((CallerCore)child).Stop(force: true);
        foreach (JobReference call in stop.Canceled) SettleCall((JobHandle)call);
        foreach (JobReference call in stop.Asked) ((JobHandle)call).CancelAttempt();
        if (stop.Lent is { } lent) ((CallerCore)lent.Owner).StopCall((JobHandle)lent);
        Nudge();
        return State;
    }

    /// <summary>Throws when the calling code runs in a call that this Caller waits for before it has stopped.</summary>
    public void RefuseOwnStop(string verb)
    {
        for (var owner = AmbientJob.Owner as CallerCore; owner is not null; owner = owner.Parent)
        {
            if (owner == this)
            {
                throw new InvalidOperationException(
                    $"Deadlock: {verb} waits for Caller '{Name}' to stop, "
                    + "which waits for the call that this code runs in. Use Stop.");
            }
        }
    }

    private void Enter()
    {
        lock (_machine)
        {
            if (_machine.Entered()) _signals?.Reach(CallerState.Running);
        }
    }

    // Something that a stop waits for may have ended: look, where its turns run.
    private void Nudge()
    {
        bool begun;
        lock (_machine) begun = _machine.HasBegun;
        if (begun) PostContinuation(new ContinuationItem(static _ => { }, null));
        else TryFinish();
    }

    private bool TryFinish()
    {
        lock (_machine)
        {
            if (!_machine.TryFinish()) return false;
        }

        for (_taken = null; _asked.HasItems;) _ = _asked.TakeAll();
        GoOnElsewhere();
        Setup.Unbind(this);
        if (OutputTap is { } tap) _ = FlushThenEndAsync(tap);
        else End();
        return true;
    }

    // Last of all, after its children (CALL-22).
    private void End()
    {
        Node.Callers.Remove(this);
        CallerCore? parent = Parent;
        Parent = null;
        parent?.ChildStopped(this);
        lock (_machine)
        {
            _ended = true;
            _signals?.Reach(CallerState.Stopped);
        }
    }
}
