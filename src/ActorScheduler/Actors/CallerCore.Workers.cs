using ActorScheduler.Machines;

namespace ActorScheduler.Actors;

/// <content>Children, and the workers among them. Two Callers' locks are never held at once.</content>
internal sealed partial class CallerCore
{
    private SweepTimer? _sweep;

    /// <summary>Whose child it is; null when it is nobody's, and once it has stopped.</summary>
    public CallerCore? Parent { get; private set; }

    public IReadOnlyList<SchedulerIdentity> Children
    {
        get
        {
            lock (_machine) return _machine.Children;
        }
    }

    /// <summary>
    /// The child of that name, made and started when there is none; every call makes one when there is no name.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// It stops; or the child has another kind of thread (CALL-28).
    /// </exception>
    public CallerCore GetOrAddChild(string? name, CallerThread thread, CallerOptions options)
    {
        CallerCore child;
        lock (_machine)
        {
            if (name is not null && _machine.FindChild(name) is { } found)
            {
                if (found.Thread == thread) return (CallerCore)found.Caller;
                throw new InvalidOperationException(
                    $"Child '{name}' of Caller '{Name}' runs on {found.Thread}, not on {thread}.");
            }

            child = Create(
                new CallerSetup { Node = Node, Name = name, Thread = thread, Options = options, Parent = this });
            if (!_machine.Adopt(child, thread, isWorker: false))
                throw new InvalidOperationException($"Caller '{Name}' has been stopped and takes no children.");
        }

        child.Open();
        return child;
    }

    /// <summary>Lets itself be found, and starts when it starts by itself.</summary>
    public void Open()
    {
        CallerRegistry.Add(this);
        if (Setup.Options.AutoStart) Begin();
        if (State >= CallerState.Stopping) CallerRegistry.Remove(this);     // its parent may have stopped it meanwhile
    }

    /// <summary>Takes a call in that a worker is to run.</summary>
    public void SubmitToWorker(JobHandle call)
    {
        CallerCore? worker;
        bool make;
        bool accepted;
        lock (_machine)
        {
            accepted = _machine.Submit(call, delay: 0, Host.Now);
            (worker, make) = accepted ? Rent(call) : default;
        }

        if (!accepted) call.Settle(schedulerFailure: null);
        else Lend(call, worker, make);
    }

    /// <summary>Looks for workers that have been idle for too long; called by a timer.</summary>
    public void SweepWorkers()
    {
        IReadOnlyList<SchedulerIdentity> old;
        long? next;
        lock (_machine)
        {
            old = _machine.Sweep(Host.Now);
            next = _machine.NextSweep;
        }

        foreach (SchedulerIdentity worker in old) ((CallerCore)worker).Stop(force: true);
        if (next is { } due) Host.SetTimer(_sweep!, due);
    }

    private (CallerCore? Worker, bool MakeOne) Rent(JobHandle call)
    {
        (SchedulerIdentity? worker, bool make) = _machine.Rent(call);
        return ((CallerCore?)worker, make);
    }

    private void Lend(JobHandle call, CallerCore? worker, bool make)
    {
        while (true)
        {
            if (make) worker = MakeWorker();
            if (worker is null) return;         // the call waits for one, or was canceled because this Caller stops
            lock (_machine) CallerMachine.Lend(call, worker);
            if (worker.Borrow(call, this)) return;
            lock (_machine) (worker, make) = Rent(call);        // somebody has stopped that one
        }
    }

    private CallerCore? MakeWorker()
    {
        var setup = new CallerSetup
        {
            Node = Node,
            Name = $"{Name} worker",
            Thread = CallerThread.Dedicated,
            Options = Setup.ChildOptions,
            Parent = this,
        };
        CallerCore worker = Create(setup);
        bool adopted;
        lock (_machine) adopted = _machine.Adopt(worker, CallerThread.Dedicated, isWorker: true);
        if (!adopted) return null;
        worker.Open();
        return worker;
    }

    private bool Borrow(JobHandle call, CallerCore owner)
    {
        lock (_machine)
        {
            if (!_machine.Borrow(call)) return false;
        }

        Ask(new CallItem(owner, call));
        return true;
    }

    private void TakeBack(CallerCore worker)
    {
        bool alive;
        lock (worker._machine) alive = worker._machine.GiveBack();
        if (!alive) worker.Nudge();
        WorkerReturn back;
        lock (_machine)
        {
            back = _machine.Return(worker, alive, Host.Now);
            if (back.SweepAt is not null) _sweep ??= new SweepTimer(this);
        }

        if (back.Next is { } next) Lend((JobHandle)next, worker, make: false);
        else if (back.StopIt) worker.Stop(force: true);
        else if (back.SweepAt is { } due) Host.SetTimer(_sweep!, due);
    }

    private void ChildStopping(CallerCore child)
    {
        JobReference? next;
        lock (_machine) next = _machine.ChildStopping(child);
        if (next is not null) Lend((JobHandle)next, worker: null, make: true);
    }

    private void ChildStopped(CallerCore child)
    {
        lock (_machine) _machine.ChildStopped(child);
        if (State >= CallerState.Stopping) Nudge();
    }
}
