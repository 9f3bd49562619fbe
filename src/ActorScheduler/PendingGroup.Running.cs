using ActorScheduler.Actors;
using ActorScheduler.Machines;
using ActorScheduler.Runtime;
using Microsoft.Extensions.Logging;

namespace ActorScheduler;

/// <content>The hands of the group's machine: what enters, cancels, waits and leaves.</content>
public sealed partial class PendingGroup
{
    /// <summary>Reasons that a member is told: the first is the one that counts.</summary>
    private const int MostReasonsTold = 10;

    private protected override void MemberExited(JobExit exit)
    {
        PendingGroupEffects effects;
        JobHandle[] members;
        lock (Gate)
        {
            _unseen++;
            effects = _machine.MemberExited(exit);
            members = CancelableIf(effects);
        }

        CarryOut(effects, members);
    }

    private protected override void MemberVisible()
    {
        lock (Gate)
        {
            if (--_unseen > 0 || !_isLeft) return;
        }

        _left.TrySetResult();
    }

    private protected override void MemberRemoved()
    {
        PendingGroupEffects effects;
        lock (Gate) effects = _machine.MemberRemoved();
        CarryOut(effects, []);
    }

    private async Task<PendingGroupExit> RunEnteredAsync(
        Func<PendingGroup, Task> body, CancellationToken cancellationToken)
    {
        _outer = Current is { } outer && outer.EnterInner() ? outer : null;
        PendingTimer? timeout = StartTimer(
            Options.Timeout, static group => group.CancelWith("it ran longer than its timeout", fromOutside: false));
        await using (LinkToken(cancellationToken).ConfigureAwait(false))
        await using (LinkOuter().ConfigureAwait(false))
        {
            EndBody(await RunBodyAsync(body).ConfigureAwait(false));
            await _left.Task.On(_node.Host);
        }

        timeout?.Stop();
        _cancellationTimer?.Stop();
        _outer?.LeaveInner();
        return Conclude(cancellationToken);
    }

    private async Task<Exception?> RunBodyAsync(Func<PendingGroup, Task> body)
    {
        if (IsCancelRequested) return null;
        using IDisposable scope = PendingScope.Activate(this);
        try
        {
            await body(this).On(_node.Host);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private CancellationTokenRegistration LinkToken(CancellationToken token) => Options.Shield
        ? default
        : token.UnsafeRegister(
            static group => ((PendingGroup)group!).CancelWith("the token was canceled", fromOutside: true), this);

    private CancellationTokenRegistration LinkOuter()
    {
        if (Options.Shield || _outer is null) return default;
        if (!_outer.IsCancelRequested)
            return _outer.CancellationToken.UnsafeRegister(static group => ((PendingGroup)group!).FollowOuter(), this);
        FollowOuter();
        return default;
    }

    private void FollowOuter() => CancelWith("the outer group was canceled", fromOutside: false);

    // The outer group is not left before this one, also when this one has no members at the moment.
    private bool EnterInner()
    {
        lock (Gate)
        {
            if (!IsOpen) return false;
            _machine.MemberJoined();
            return true;
        }
    }

    private void LeaveInner() => MemberRemoved();

    private void EndBody(Exception? thrown)
    {
        PendingGroupEffects effects;
        JobHandle[] members;
        lock (Gate)
        {
            effects = _machine.BodyEnded(thrown);
            members = CancelableIf(effects);
        }

        CarryOut(effects, members);
    }

    private void CancellationTimePassed()
    {
        PendingGroupEffects effects;
        lock (Gate) effects = _machine.TimerFired();
        CarryOut(effects, []);
    }

    private JobHandle[] CancelableIf(PendingGroupEffects effects) =>
        (effects & PendingGroupEffects.CancelAll) != 0 ? Cancelable() : [];

    private void CarryOut(PendingGroupEffects effects, JobHandle[] members)
    {
        if ((effects & PendingGroupEffects.CancelAll) != 0)
        {
            // Callbacks on the token are a user's code.
            _node.Host.Execute(new CancelWork(_cancellation), preferLocal: false);
            string reason = Reason();
            foreach (JobHandle member in members) member.Cancel(reason);
        }

        if ((effects & PendingGroupEffects.SetTimer) != 0)
        {
            _cancellationTimer = StartTimer(
                Options.CancellationTimeout, static group => group.CancellationTimePassed());
        }

        if ((effects & PendingGroupEffects.Leave) != 0) Leave();
    }

    // Whoever waited for the group finds every member's end, and so does not go on before the last can be seen.
    private void Leave()
    {
        lock (Gate)
        {
            _unfinished = TakeAll();
            _isLeft = true;
            if (_unseen > 0) return;
        }

        _left.TrySetResult();
    }

    // Each member gets this text, and there may be as many reasons as members.
    private string Reason()
    {
        const string What = "the pending group was canceled";
        lock (Gate)
        {
            IReadOnlyList<string> reasons = _machine.Reasons;
            if (reasons.Count == 0) return What;
            string first = $"{What}: {string.Join("; ", reasons.Take(MostReasonsTold))}";
            return reasons.Count <= MostReasonsTold ? first : $"{first}; and {reasons.Count - MostReasonsTold} more";
        }
    }

    private PendingTimer? StartTimer(TimeSpan? after, Action<PendingGroup> passed)
    {
        if (after is not { } time || time == Timeout.InfiniteTimeSpan) return null;
        var timer = new PendingTimer(_node.Host, () => passed(this));
        timer.Start(time);
        return timer;
    }

    private PendingGroupExit Conclude(CancellationToken cancellationToken)
    {
        if (_unfinished.Length > 0) LogUnfinished(_node.Logger, Options.CancellationTimeout, _unfinished);
        switch (_machine.Fate)
        {
            case PendingGroupFate.ThrowBody:
                Exception own = _machine.BodyFailure!;
                if (_machine.Failures.Count > 0) own.Data[MemberFailuresKey] = _machine.Failures;
                Throw(own);
                break;
            case PendingGroupFate.ThrowFailures:
                Throw(new AggregateException("Members of the pending group failed.", _machine.Failures));
                break;
            case PendingGroupFate.ThrowCanceled:
                bool fromOutside = !Options.Shield && cancellationToken.IsCancellationRequested;
                CancellationToken token = fromOutside ? cancellationToken : CancellationToken;
                Throw(new PendingGroupCanceledException(CancelReasons, token));
                break;
        }

        return new PendingGroupExit
        {
            Canceled = _machine.IsCanceled,
            CancelReasons = CancelReasons,
            Unfinished = _unfinished,
        };
    }

    // With the trace of where it was thrown first.
    private void Throw(Exception exception)
    {
        if (_unfinished.Length > 0) exception.Data[UnfinishedKey] = _unfinished;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A pending group left members that still ran {CancellationTimeout} after the cancel: {Unfinished}")]
    private static partial void LogUnfinished(
        ILogger logger, TimeSpan cancellationTimeout, IEnumerable<JobHandle> unfinished);
}
