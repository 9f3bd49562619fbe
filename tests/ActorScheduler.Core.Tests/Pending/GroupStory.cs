using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Pending;

/// <summary>
/// One life of a pending group as the rules tell it, written down apart from the machine: a list of events, and what
/// must come of them by looking at the whole list.
/// </summary>
internal sealed class GroupStory(PendingGroupOptions options)
{
    private readonly PendingGroupMachine _machine = new(options);
    private readonly List<string> _told = [];
    private readonly List<Exception> _failures = [];
    private int _members;
    private bool _canceled;
    private bool _fromOutside;
    private bool _bodyRuns = true;
    private bool _timerSet;
    private Exception? _bodyFailure;

    public PendingGroupMachine Machine => _machine;

    public string Text => $"{options.Mode}: {string.Join(", ", _told)}";

    public bool IsOver => !_bodyRuns && (_members == 0 || _machine.State == PendingGroupState.Left);

    public void Enter() => _machine.Enter();

    public void Join()
    {
        Tell("join", _machine.MemberJoined(), _canceled ? PendingGroupEffects.CancelMember : PendingGroupEffects.None, () => _members++);
    }

    public void Exit(JobOutcome outcome, bool asked = false)
    {
        var exit = new JobExit
        {
            JobId = new JobId(1, _told.Count + 1),
            Outcome = outcome,
            ExitCode = 0,
            Exception = outcome == JobOutcome.Completed ? null : new InvalidDataException($"failure {_told.Count}"),
            CancelRequested = asked,
        };
        bool fails = outcome == JobOutcome.Lost || (outcome is JobOutcome.Failed or JobOutcome.Rejected && !asked);
        bool cancels = fails || (outcome != JobOutcome.Completed && options.CancelOnMemberCanceled);
        PendingGroupEffects effects = _machine.MemberExited(exit);
        _members--;
        if (fails) _failures.Add(exit.Exception!);
        Check($"{outcome}{(asked ? " after a cancel" : "")}", effects, CancelIf(cancels) | LeaveIfDone());
    }

    public void Cancel(bool fromOutside = false)
    {
        PendingGroupEffects effects = _machine.CancelAsked($"reason {_told.Count}", fromOutside);
        _fromOutside |= fromOutside;
        Check("cancel", effects, CancelIf(true));
    }

    public void EndBody(Exception? own)
    {
        PendingGroupEffects effects = _machine.BodyEnded(own);
        _bodyRuns = false;
        bool consequence = own is OperationCanceledException && _canceled;
        if (own is not null && !consequence) _bodyFailure = own;
        PendingGroupEffects expected = own is not null && !consequence && !_canceled ? PendingGroupEffects.CancelAll : PendingGroupEffects.None;
        if (expected != PendingGroupEffects.None) _canceled = true;
        if (_canceled && _members > 0) expected |= PendingGroupEffects.SetTimer;
        Check("body", effects, expected | LeaveIfDone());
    }

    public void Remove()
    {
        PendingGroupEffects effects = _machine.MemberRemoved();
        _members--;
        Check("remove", effects, LeaveIfDone());
    }

    public void Time()
    {
        PendingGroupEffects effects = _machine.TimerFired();
        Check("time", effects, _bodyRuns ? PendingGroupEffects.None : PendingGroupEffects.Leave);
    }

    public bool MayFireTimer => _timerSet && !IsOver;

    /// <summary>How it ends by the whole list.</summary>
    public void CheckEnd()
    {
        PendingGroupFate fate =
            _bodyFailure is not null ? PendingGroupFate.ThrowBody
            : _failures.Count > 0 ? PendingGroupFate.ThrowFailures
            : _fromOutside || (_canceled && options.ThrowIfCanceled) ? PendingGroupFate.ThrowCanceled
            : PendingGroupFate.Quiet;
        Assert.True(fate == _machine.Fate, $"{fate} expected, not {_machine.Fate}: {Text}");
        Assert.Equal(_failures, _machine.Failures);
        Assert.Equal(_canceled, _machine.IsCanceled);
    }

    private PendingGroupEffects CancelIf(bool cancels)
    {
        if (!cancels || _canceled) return PendingGroupEffects.None;
        _canceled = true;
        return !_bodyRuns && _members > 0 ? PendingGroupEffects.CancelAll | PendingGroupEffects.SetTimer : PendingGroupEffects.CancelAll;
    }

    private PendingGroupEffects LeaveIfDone() => !_bodyRuns && _members == 0 ? PendingGroupEffects.Leave : PendingGroupEffects.None;

    private void Tell(string name, PendingGroupEffects actual, PendingGroupEffects expected, Action then)
    {
        then();
        Check(name, actual, expected);
    }

    private void Check(string name, PendingGroupEffects actual, PendingGroupEffects expected)
    {
        _told.Add(name);
        Assert.True(expected == actual, $"{expected} expected, not {actual}: {Text}");
        if ((actual & PendingGroupEffects.SetTimer) != 0)
        {
            Assert.False(_timerSet, $"The timer is set once: {Text}");
            _timerSet = true;
        }

        Assert.Equal(_members, _machine.Members);
    }
}
