using ActorScheduler.Machines;

namespace ActorScheduler.Actors;

/// <content>Calls with handles, from submission to end.</content>
internal sealed partial class CallerCore
{
    /// <summary>Takes a call in: into the mailbox at once, or after its delay.</summary>
    /// <param name="call">The call.</param>
    /// <param name="delay">Zero or less means none.</param>
    /// <param name="item">What to put into the mailbox; null means that the call runs here.</param>
    public void Submit(JobHandle call, TimeSpan delay, CallerItem? item = null)
    {
        bool accepted;
        lock (_machine) accepted = _machine.Submit(call, delay.Ticks, Host.Now);
        if (!accepted) call.Settle(schedulerFailure: null);
        else if (delay > TimeSpan.Zero) SetTimer(call, delay.Ticks, isDelay: true);
        else Ask(item ?? new CallItem(this, call));
    }

    public override void Cancel(JobHandle job, string? reason)
    {
        CallerCancel outcome;
        lock (_machine) outcome = _machine.Cancel(job, reason, Host.Now);
        if (outcome == CallerCancel.Settle) SettleCall(job);
        else if (outcome == CallerCancel.Ask) job.CancelAttempt();
    }

    public override void ReportAttempt(JobHandle job) => EndCall(job);

    // A Caller takes a call in or cancels it while it is submitted.
    public override void WatchAcceptance(JobHandle job) => job.SettleAcceptance();

    public override void AskHoldReason(JobHandle job, TaskCompletionSource<HoldReason?> answer)
    {
        lock (_machine) answer.TrySetResult(_machine.WhyHeld(job));
    }

    public override void AskExplanation(JobHandle job, TaskCompletionSource<JobExplanation> answer)
    {
        lock (_machine) answer.TrySetResult(job.Explain(_machine.WhyHeld(job)));
    }

    /// <summary>Runs a call whose turn has come, on this thread: the Caller's, or that of a worker of it.</summary>
    public void RunCall(JobHandle call)
    {
        bool starts;
        lock (_machine) starts = _machine.Start(call, Host.Now);
        if (!starts)
        {
            if (call.Extras?.Worker is CallerCore worker) TakeBack(worker);
            return;
        }

        if (call.Settings.Timeout is { } timeout) SetTimer(call, timeout.Ticks, isDelay: false);
        if (call.RunAttempt())
        {
            EndCall(call);
            return;
        }

        bool ask;
        bool alive = call.Extras?.Worker is not CallerCore { State: >= CallerState.Stopping };
        lock (_machine) ask = _machine.WentOn(call, alive);
        if (ask) call.CancelAttempt();
    }

    /// <summary>As <see cref="RunCall"/>, on a thread that is not ours and is given back as it was.</summary>
    public void RunCallElsewhere(JobHandle call)
    {
        ExecutionContext? execution = ExecutionContext.Capture();
        SynchronizationContext? context = SynchronizationContext.Current;
        JobHandle? running = AmbientJob.Running;
        try
        {
            RunCall(call);
        }
        finally
        {
            AmbientJob.Running = running;
            SynchronizationContext.SetSynchronizationContext(context);
            if (execution is not null) ExecutionContext.Restore(execution);
        }
    }

    /// <summary>Ends a call that cannot be run.</summary>
    public void FailCall(JobHandle call, Exception failure)
    {
        bool starts;
        lock (_machine) starts = _machine.Start(call, Host.Now);
        if (!starts) return;
        call.NoteFailure(failure);
        EndCall(call);
    }

    /// <summary>
    /// Does with a call what a stop of this Caller does, because the worker that it was lent to stops.
    /// </summary>
    public void StopCall(JobHandle call)
    {
        CallerCancel outcome;
        lock (_machine) outcome = _machine.StopCall(call, Host.Now);
        if (outcome == CallerCancel.Settle) SettleCall(call);
        else if (outcome == CallerCancel.Ask) call.CancelAttempt();
    }

    /// <summary>Opens a queue; false when the Caller takes nothing any more.</summary>
    public bool OpenQueue(JobHandle queue)
    {
        bool opened;
        lock (_machine) opened = _machine.OpenQueue(queue, Host.Now);
        if (!opened) queue.Settle(schedulerFailure: null);
        return opened;
    }

    /// <summary>A call, or a queue, has ended; the handle knows how.</summary>
    public void EndCall(JobHandle call)
    {
        long now = Host.Now;
        lock (_machine) _machine.Exited(call, call.Result, now);
        // What it held is free before those who wait for it resume.
        if (call.Extras?.Worker is CallerCore worker) TakeBack(worker);
        SettleCall(call);
    }

    internal void DelayPassed(JobHandle call)
    {
        bool waits;
        lock (_machine) waits = _machine.DelayPassed(call);
        if (waits) Ask(new CallItem(this, call));
    }

    internal void TimeoutPassed(JobHandle call)
    {
        bool ask;
        lock (_machine) ask = _machine.TimeoutPassed(call);
        if (ask) call.CancelAttempt();
    }

    private void SettleCall(JobHandle call)
    {
        if (call.Timer is { } timer)
        {
            Host.CancelTimer(timer);
            call.Timer = null;
        }

        call.Settle(schedulerFailure: null);
        if (State >= CallerState.Stopping) Nudge();
    }

    private void SetTimer(JobHandle call, long ticks, bool isDelay)
    {
        var timer = new CallerTimer(this, call, isDelay);
        call.Timer = timer;
        long since = isDelay ? call.ScheduledAt : call.StartedAt;
        Host.SetTimer(timer, since + Math.Min(ticks, long.MaxValue - since));
        if (call.IsCompleted) Host.CancelTimer(timer);      // it may have been canceled before its timer was there
    }
}
