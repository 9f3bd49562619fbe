namespace ActorScheduler.Machines;

/// <summary>
/// The rules of one Caller: its states, what becomes of its calls, its family and its workers. Pure: the Caller's core
/// steps it, one step at a time, and carries out what it answers.
/// <code>
///   Created ── Begin ──→ Starting ── Entered ──→ Running
///      └────────────────────┴──────── Stop ─────────┴──→ Stopping ── nothing left ──→ Stopped
/// </code>
/// A call is <c>Waiting</c> in the mailbox (or <c>Delayed</c>), <c>Running</c> from its start to its end, and in the
/// list of calls from its submission to its end: so a stop and the end of a stop need no look into the mailbox. The
/// order of starts is the mailbox's own.
/// </summary>
internal sealed partial class CallerMachine(CallerOptions options)
{
    /// <summary>The reason that calls get which a stop takes away (CALL-20).</summary>
    public const string Closed = "closed";

    private readonly JobList _calls = new();
    private volatile CallerState _state;

    /// <summary>Where it is in its life; also to be read outside of steps.</summary>
    public CallerState State => _state;

    /// <summary>True once somebody has started it, whatever followed.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>How many calls have not ended, open queues included.</summary>
    public int CallCount => _calls.Count;

    /// <summary>The call of its parent that it runs, being a worker.</summary>
    public JobReference? Lent { get; private set; }

    /// <summary>Somebody starts it; false when it was started or stopped before.</summary>
    public bool Begin()
    {
        if (_state != CallerState.Created) return false;
        HasBegun = true;
        _state = CallerState.Starting;
        return true;
    }

    /// <summary>Its thread has come; false when it was stopped meanwhile.</summary>
    public bool Entered()
    {
        if (_state != CallerState.Starting) return false;
        _state = CallerState.Running;
        return true;
    }

    /// <summary>
    /// Asks it to stop. A protected one that is not forced stays as it is (CALL-18). What waits is canceled at once
    /// (CALL-20); what went on asynchronously is asked to cancel; a function that is on the thread keeps its own
    /// result, and only its token is canceled (CALL-21); children are to be stopped by force (CALL-19).
    /// </summary>
    /// <returns>What to do; null when there is nothing to do.</returns>
    public CallerStop? Stop(bool force, long now)
    {
        if (_state >= CallerState.Stopping || (options.Protected && !force)) return null;
        _state = CallerState.Stopping;
        var stop = new CallerStop { Lent = Lent };
        for (JobReference? call = _calls.First, next; call is not null; call = next)
        {
            next = call.Next;
            if (StopCall(call, now) == CallerCancel.Settle) stop.Canceled.Add(call);
            else stop.Asked.Add(call);
        }

        stop.Children.AddRange(_children.Select(static child => child.Caller));
        ForgetWorkers();
        return stop;
    }

    /// <summary>Whether nothing is left of it; it is stopped then.</summary>
    public bool TryFinish()
    {
        if (_state != CallerState.Stopping || _calls.Count > 0 || _children.Count > 0 || Lent is not null) return false;
        _state = CallerState.Stopped;
        return true;
    }
}
