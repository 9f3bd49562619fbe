namespace ActorScheduler.Machines;

/// <summary>
/// The rules of a pending group: who cancels whom, when it may be left, and how. Pure; every input returns the
/// effects to carry out, and an input that comes after the end changes nothing.
/// </summary>
/// <remarks>
/// <code>
/// Created ──enter──► Open ──body ended──► Leaving ──last member gone, or timer──► Left
/// </code>
/// To be canceled is a mark beside the state: set by <see cref="CancelAsked"/>, by a member that failed, by a
/// canceled member where the options say so, and by a body that threw. It is never taken back.
/// </remarks>
internal sealed class PendingGroupMachine(PendingGroupOptions options)
{
    private readonly List<Exception> _failures = [];
    private readonly HashSet<Exception> _known = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _reasons = [];
    private bool _canceledFromOutside;

    public PendingGroupState State { get; private set; }

    /// <summary>Members that have not ended.</summary>
    public int Members { get; private set; }

    public bool IsCanceled { get; private set; }

    /// <summary>Why it was canceled, each reason in the order of the requests (GRP-13).</summary>
    public IReadOnlyList<string> Reasons => _reasons;

    /// <summary>What members failed of, in the order of their exits.</summary>
    public IReadOnlyList<Exception> Failures => _failures;

    /// <summary>
    /// What the body itself threw: neither the group's cancellation nor a member's failure that went through it.
    /// </summary>
    public Exception? BodyFailure { get; private set; }

    /// <summary>How it is left; final once it is.</summary>
    public PendingGroupFate Fate
    {
        get
        {
            if (BodyFailure is not null) return PendingGroupFate.ThrowBody;
            if (_failures.Count > 0) return PendingGroupFate.ThrowFailures;
            bool canceled = _canceledFromOutside || (IsCanceled && options.ThrowIfCanceled);
            return canceled ? PendingGroupFate.ThrowCanceled : PendingGroupFate.Quiet;
        }
    }

    /// <summary>The body starts.</summary>
    public void Enter()
    {
        Ensure.That(State == PendingGroupState.Created, "A group is entered once.");
        State = PendingGroupState.Open;
    }

    /// <summary>A job joins. A group that is canceled cancels it at once.</summary>
    public PendingGroupEffects MemberJoined()
    {
        Ensure.That(State != PendingGroupState.Left, "Nobody joins a group that was left.");
        Members++;
        return IsCanceled ? PendingGroupEffects.CancelMember : PendingGroupEffects.None;
    }

    /// <summary>A member is taken out, whatever becomes of it.</summary>
    public PendingGroupEffects MemberRemoved()
    {
        if (State == PendingGroupState.Left) return PendingGroupEffects.None;
        RemoveOne();
        return LeaveIfEmpty();
    }

    /// <summary>A member has ended.</summary>
    public PendingGroupEffects MemberExited(JobExit exit)
    {
        if (State == PendingGroupState.Left) return PendingGroupEffects.None;
        RemoveOne();
        PendingGroupEffects effects = PendingGroupEffects.None;
        if (IsFailure(exit))
        {
            // One that was added again counts once.
            if (_known.Add(exit.Exception!)) _failures.Add(exit.Exception!);
            string why = ExceptionText.MessageOf(exit.Exception!);
            effects = Cancel($"member {exit.Name ?? exit.JobId.ToString()} failed: {why}");
        }
        else if (options.CancelOnMemberCanceled && !exit.Succeeded && !IsCanceled)
        {
            effects = Cancel($"member {exit.Name ?? exit.JobId.ToString()} was canceled");
        }

        return effects | LeaveIfEmpty();
    }

    /// <summary>Somebody asks the group to cancel; each further call only adds its reason.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="fromOutside">
    /// By the token that was given to the group: whoever holds it wants to see the cancellation.
    /// </param>
    public PendingGroupEffects CancelAsked(string? reason, bool fromOutside = false)
    {
        if (State == PendingGroupState.Left) return PendingGroupEffects.None;
        _canceledFromOutside |= fromOutside;
        return Cancel(reason);
    }

    /// <summary>The body has ended.</summary>
    /// <param name="thrown">What it threw; null when it did not.</param>
    public PendingGroupEffects BodyEnded(Exception? thrown)
    {
        Ensure.That(State == PendingGroupState.Open, "A body ends once.");
        State = PendingGroupState.Leaving;
        PendingGroupEffects effects = PendingGroupEffects.None;
        if (thrown is not null && !IsOfTheGroup(thrown))
        {
            BodyFailure = thrown;
            effects = Cancel($"the body failed: {ExceptionText.MessageOf(thrown)}");
        }

        if (Members == 0) return effects | LeaveIfEmpty();
        return IsCanceled ? effects | PendingGroupEffects.SetTimer : effects;
    }

    /// <summary>The canceled members have had their time.</summary>
    public PendingGroupEffects TimerFired() => State == PendingGroupState.Leaving ? Leave() : PendingGroupEffects.None;

    /// <summary>
    /// A process that was asked to stop ends with a code of its own (PORT-2): for a group it was canceled and has not
    /// failed.
    /// </summary>
    private static bool IsFailure(JobExit exit) => exit.Outcome switch
    {
        JobOutcome.Lost => true,
        JobOutcome.Failed or JobOutcome.Rejected => !exit.CancelRequested,
        _ => false,
    };

    /// <summary>
    /// Awaiting a failed member, or anything with the group's token, throws inside the body what the group knows
    /// already: it is not the body's own exception.
    /// </summary>
    private bool IsOfTheGroup(Exception thrown) => thrown switch
    {
        OperationCanceledException => IsCanceled,
        AggregateException { InnerExceptions.Count: > 0 } several => several.InnerExceptions.All(_known.Contains),
        _ => _known.Contains(thrown),
    };

    private PendingGroupEffects Cancel(string? reason)
    {
        if (reason is not null) _reasons.Add(reason);
        if (IsCanceled) return PendingGroupEffects.None;
        IsCanceled = true;
        bool waits = State == PendingGroupState.Leaving && Members > 0;
        return waits ? PendingGroupEffects.CancelAll | PendingGroupEffects.SetTimer : PendingGroupEffects.CancelAll;
    }

    private void RemoveOne()
    {
        Ensure.That(Members > 0, "Only a member leaves.");
        Members--;
    }

    private PendingGroupEffects LeaveIfEmpty() =>
        State == PendingGroupState.Leaving && Members == 0 ? Leave() : PendingGroupEffects.None;

    private PendingGroupEffects Leave()
    {
        State = PendingGroupState.Left;
        return PendingGroupEffects.Leave;
    }
}
