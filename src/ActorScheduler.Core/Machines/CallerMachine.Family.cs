namespace ActorScheduler.Machines;

/// <content>Children. A child is found by its name among its parent's own children only (CALL-27).</content>
internal sealed partial class CallerMachine
{
    private readonly List<Child> _children = [];

    /// <summary>The children, as a copy (CALL-30).</summary>
    public IReadOnlyList<SchedulerIdentity> Children => [.. _children.Select(static child => child.Caller)];

    /// <summary>The child of that name, workers aside, and the kind of its thread; null when there is none.</summary>
    public (SchedulerIdentity Caller, CallerThread Thread)? FindChild(string name)
    {
        foreach (Child child in _children)
        {
            if (!child.IsWorker && !child.Stops && child.Caller.Name == name) return (child.Caller, child.Thread);
        }

        return null;
    }

    /// <summary>Takes a new child in; false when it stops, and takes none any more (CALL-33).</summary>
    public bool Adopt(SchedulerIdentity child, CallerThread thread, bool isWorker)
    {
        if (_state >= CallerState.Stopping) return false;
        _children.Add(new Child(child, thread, isWorker, Stops: false));
        return true;
    }

    /// <summary>
    /// A child begins to stop: it is not found, and no worker, any more (CALL-19, CALL-54). Answers a call that waits
    /// for a worker and has room for a new one now.
    /// </summary>
    public JobReference? ChildStopping(SchedulerIdentity child)
    {
        int index = IndexOf(child);
        if (index < 0 || _children[index].Stops) return null;
        _children[index] = _children[index] with { Stops = true };
        return _children[index].IsWorker ? WorkerGone(child) : null;
    }

    /// <summary>Nothing is left of a child.</summary>
    public void ChildStopped(SchedulerIdentity child)
    {
        int index = IndexOf(child);
        if (index >= 0) _children.RemoveAt(index);
    }

    private int IndexOf(SchedulerIdentity child) => _children.FindIndex(c => ReferenceEquals(c.Caller, child));

    private readonly record struct Child(SchedulerIdentity Caller, CallerThread Thread, bool IsWorker, bool Stops);
}
