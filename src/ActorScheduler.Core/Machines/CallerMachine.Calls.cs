namespace ActorScheduler.Machines;

/// <content>What becomes of calls.</content>
internal sealed partial class CallerMachine
{
    /// <summary>
    /// Takes a call in. False when it was canceled: because the Caller takes nothing any more (CALL-23), or before it
    /// came.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="delay">
    /// Ticks that it has to wait before it is put into the mailbox; zero or less means none (CALL-41).
    /// </param>
    /// <param name="now">The present moment.</param>
    public bool Submit(JobReference call, long delay, long now)
    {
        call.ScheduledAt = now;
        delay = Math.Min(delay, DateTime.MaxValue.Ticks - now);
        bool closed = _state >= CallerState.Stopping;
        if (closed || call.Has(JobFlags.CancelRequested))
        {
            if (closed) AskToCancel(call, Closed);
            JobLifecycle.Move(call, JobState.Canceled);
            call.ExitedAt = now;
            return false;
        }

        call.Flags |= JobFlags.Accepted;
        _calls.Append(call);
        if (delay > 0)
        {
            JobLifecycle.Move(call, JobState.Delayed);
            call.Extra.DelayedUntil = now + delay;
        }
        else
        {
            JobLifecycle.Move(call, JobState.Waiting);
        }

        return true;
    }

    /// <summary>A call's delay has passed: true when it is to be put into the mailbox.</summary>
    public bool DelayPassed(JobReference call)
    {
        if (call.CurrentState != JobState.Delayed) return false;
        JobLifecycle.Move(call, JobState.Waiting);
        return true;
    }

    /// <summary>Its turn has come: true when it is to run, false when it was canceled before (CALL-40).</summary>
    public bool Start(JobReference call, long now)
    {
        if (call.CurrentState != JobState.Waiting) return false;
        JobLifecycle.Move(call, JobState.Running);
        call.Attempt++;
        call.StartedAt = now;
        call.Flags |= JobFlags.OnThread;
        return true;
    }

    /// <summary>
    /// The call's function has returned and goes on asynchronously. True when it is to be asked to cancel, because the
    /// Caller (or the worker that runs the call) was stopped while the function was on the thread.
    /// </summary>
    public bool WentOn(JobReference call, bool alive)
    {
        call.Flags &= ~JobFlags.OnThread;
        if ((alive && _state < CallerState.Stopping) || JobLifecycle.IsFinal(call.CurrentState)) return false;
        AskToCancel(call, Closed);
        return true;
    }

    /// <summary>The call has ended.</summary>
    public void Exited(JobReference call, AttemptResult result, long now)
    {
        call.Flags &= ~JobFlags.OnThread;
        Settle(call, JobLifecycle.AfterAttempt(call, new AttemptReport(result, RetryAllowed: false)), now);
    }

    /// <summary>
    /// Somebody cancels a call. One that has not started ends here and now; one that runs is marked (PEND-3, PEND-30).
    /// </summary>
    public CallerCancel Cancel(JobReference call, string? reason, long now)
    {
        if (JobLifecycle.IsFinal(call.CurrentState)) return CallerCancel.Nothing;
        bool waits = call.CurrentState < JobState.Running;
        AskToCancel(call, reason);
        if (!waits) return CallerCancel.Ask;
        Settle(call, JobState.Canceled, now);
        return CallerCancel.Settle;
    }

    /// <summary>
    /// What a stop does with a call: one that has not started ends; one that went on is asked to cancel; a function
    /// that is on the thread keeps its own result, and only its token is canceled (CALL-21).
    /// </summary>
    public CallerCancel StopCall(JobReference call, long now)
    {
        if (JobLifecycle.IsFinal(call.CurrentState)) return CallerCancel.Nothing;
        bool waits = call.CurrentState < JobState.Running;
        if (!call.Has(JobFlags.OnThread)) AskToCancel(call, Closed);
        if (!waits) return CallerCancel.Ask;
        Settle(call, JobState.Canceled, now);
        return CallerCancel.Settle;
    }

    /// <summary>The call ran longer than its timeout: true when it is to be asked to cancel.</summary>
    public bool TimeoutPassed(JobReference call)
    {
        if (call.CurrentState is not (JobState.Running or JobState.Canceling) || call.Has(JobFlags.TimedOut))
            return false;
        call.Flags |= JobFlags.TimedOut;
        if (call.CurrentState == JobState.Running) JobLifecycle.Move(call, JobState.Canceling);
        return true;
    }

    /// <summary>
    /// A queue is opened: a call that runs until the queue is closed (CALL-63). False when the Caller takes nothing any
    /// more.
    /// </summary>
    public bool OpenQueue(JobReference queue, long now)
    {
        if (!Submit(queue, delay: 0, now)) return false;
        Start(queue, now);
        queue.Flags &= ~JobFlags.OnThread;
        return true;
    }

    /// <summary>Why a call does not run; null when it does or has ended.</summary>
    public HoldReason? WhyHeld(JobReference call) => call.CurrentState switch
    {
        JobState.Delayed => new HoldReason.Delay(new DateTimeOffset(call.Extra.DelayedUntil, TimeSpan.Zero)),
        JobState.Waiting => new HoldReason.Queued(),
        _ => null,
    };

    private static void AskToCancel(JobReference call, string? reason)
    {
        call.Flags |= JobFlags.CancelRequested;
        if (reason is not null) (call.Extra.CancelReasons ??= []).Add(reason);
        if (call.CurrentState == JobState.Running) JobLifecycle.Move(call, JobState.Canceling);
    }

    private void Settle(JobReference call, JobState state, long now)
    {
        JobLifecycle.Move(call, state);
        call.ExitedAt = now;
        _calls.Remove(call);
    }
}
