using System.Runtime.ExceptionServices;
using ActorScheduler.Actors;
using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler;

/// <content>The actor side of a job: it runs attempts and reports their ends to its supervisor, the scheduler's
/// actor.</content>
public abstract partial class JobHandle
{
    private const string TokenReason = "the submitter's token was canceled";

    /// <summary>The token of the present attempt, made when it is first asked for.</summary>
    internal CancellationToken AttemptToken => Extended.AttemptToken;

    /// <summary>True when somebody asked for the token of the present attempt.</summary>
    internal bool HasAttemptToken => _extras?.HasAttemptToken == true;

    /// <summary>What the last attempt threw; null when it did not.</summary>
    internal Exception? Failure => _extras?.Failure?.SourceException;

    /// <summary>Starts an attempt; called in the scheduler's turn.</summary>
    internal abstract void StartAttempt(SchedulerActor scheduler);

    /// <summary>Work that is run for this handle outside of any turn.</summary>
    private protected abstract void Execute();

    /// <summary>Asks the present attempt to stop; called in the scheduler's turn.</summary>
    internal virtual void CancelAttempt()
    {
        // Callbacks on the token are a user's code.
        if (Extended.CancelToken() is { } source) Core.Host.Execute(new CancelWork(source), preferLocal: false);
    }

    /// <summary>Stops the present attempt by force where that can be done: a delegate can only be asked.</summary>
    internal virtual void KillAttempt()
    {
    }

    /// <summary>
    /// Runs one attempt of the work on this thread; false when it goes on asynchronously and reports its end itself.
    /// </summary>
    internal bool RunAttempt()
    {
        BeginAttempt();
        AmbientJob.Enter(Core, OwnContext, this);
        try
        {
            Task task = Invoke();
            if (ReferenceEquals(task, Task.CompletedTask)) Result = AttemptResult.Succeeded;
            else if (task.IsCompleted) Conclude(task);
            else return GoOn(task);
        }
        catch (Exception e)
        {
            NoteFailure(e);
        }
        finally
        {
            AmbientJob.Leave();
        }

        return true;
    }

    /// <summary>Calls the work; the completed task when it was synchronous and has stored its result.</summary>
    private protected virtual Task Invoke() => throw new NotSupportedException("This job has no delegate.");

    /// <summary>Stores the result of work that has completed asynchronously.</summary>
    private protected virtual void TakeResult(Task task)
    {
    }

    /// <summary>The execution context of the submitter when it had one of its own.</summary>
    private protected virtual ExecutionContext? OwnContext => null;

    private bool GoOn(Task task)
    {
        task.WhenEnded(
            Core.Host,
            static (ended, handle) =>
            {
                var job = (JobHandle)handle!;
                job.Conclude(ended);
                job.Core.ReportAttempt(job);
            },
            this);
        return false;
    }

    /// <summary>Stores how work that has completed ended.</summary>
    internal void Conclude(Task task)
    {
        if (task.IsCompletedSuccessfully)
        {
            TakeResult(task);
            Result = AttemptResult.Succeeded;
        }
        else
        {
            NoteFailure(task.Exception?.InnerException ?? new TaskCanceledException(task));
        }
    }

    /// <summary>
    /// Before a further attempt: what the one before left behind is gone. Called in the scheduler's turn, so that a
    /// cancel, which comes in a later turn, cannot be forgotten with it.
    /// </summary>
    internal void StartAfresh()
    {
        _extras?.ForgetAttempt();
        RetryRefused = false;
    }

    /// <summary>An attempt begins on this thread.</summary>
    private protected void BeginAttempt() => _extras?.ListenersOrNull?.ReportStart();

    /// <summary>Notes how an attempt ended by an exception.</summary>
    internal void NoteFailure(Exception exception)
    {
        Extended.Failure = ExceptionDispatchInfo.Capture(exception);
        Result = exception is OperationCanceledException ? AttemptResult.Canceled : AttemptResult.Failed;
        bool timedOut = Has(JobFlags.TimedOut);
        if (Result == AttemptResult.Canceled && !timedOut) return;      // canceled: there is no other attempt
        if (Settings.Retry.ShouldRetry is not { } test || Attempt >= Settings.Retry.MaxAttempts) return;
        RetryRefused = !AsksForRetry(test, timedOut ? TimedOut(exception) : exception);
    }

    /// <summary>
    /// Ends the job: publishes the outcome, then tells listeners, then resumes those who await. Called in the
    /// scheduler's turn.
    /// </summary>
    /// <param name="schedulerFailure">
    /// What the scheduler failed of, when that is why the job is lost or was never written.
    /// </param>
    internal void Settle(Exception? schedulerFailure)
    {
        if (schedulerFailure is not null && CurrentState is JobState.Lost or JobState.Rejected)
            Extended.LostBy = schedulerFailure;
        ForgetWork();
        // Nor those that it ran after: each may name another, and a chain of them has no end.
        if (Settings.After.Count > 0) Settings = Settings with { After = [] };
        PendingMember[] told = _extras?.TellTrackers(this) ?? [];        // before anybody can see the end
        if (_extras?.ListenersOrNull is { } listeners)
        {
            SettleListened(listeners, told);
            return;
        }

        object? waiters = Interlocked.Exchange(ref _completion, Settled);
        foreach (PendingMember member in told) member.NoteVisible();
        if (Has(JobFlags.Pulled)) ((PullRun)base.Extras!.Run!).Report(this);
        if (waiters is null && _extras is null) return;
        EndExtras();
        // A listener that came just now must not be lost, and those who await need not wait for it.
        _extras?.ListenersOrNull?.ReportExit();
        Resume(waiters, inTurn: true);
    }

    /// <summary>Completes <see cref="Accepted"/>; harmless when nobody asked or it is done.</summary>
    internal void SettleAcceptance()
    {
        if (Volatile.Read(ref _extras) is not { } extras) return;
        if (Has(JobFlags.Accepted) || State is JobState.Completed) extras.Acceptance.TrySetResult();
        else if (State == JobState.Canceled) extras.Acceptance.TrySetCanceled();
        else extras.Acceptance.TrySetException(Fate());
        _ = extras.Acceptance.Task.Exception;       // looked at: one that nobody awaits is no unobserved failure
    }

    /// <summary>
    /// Makes <see cref="Accepted"/> before the job is submitted, so that no message is needed for it.
    /// </summary>
    internal Task PrepareAcceptance()
    {
        Extended.AcceptanceAsked = true;
        return Extended.Acceptance.Task;
    }

    /// <summary>
    /// Before it is handed in: its submitter's token is canceled already, so that it ends as it comes.
    /// </summary>
    internal void NeverRun()
    {
        Flags |= JobFlags.CancelRequested;
        Extra.CancelReasons = [TokenReason];
    }

    /// <summary>Cancels the job when the token is canceled.</summary>
    internal void LinkTo(CancellationToken cancellationToken)
    {
        Extended.CancelSubscription = cancellationToken.UnsafeRegister(
            static job => ((JobHandle)job!).Cancel(TokenReason), this);
        if (IsCompleted) Extended.CancelSubscription.Unregister();     // it may have ended before it could be noted
    }

    /// <summary>Runs the continuation after the end, on another thread.</summary>
    internal void ContinueWith(Action continuation)
    {
        while (true)
        {
            object? seen = Volatile.Read(ref _completion);
            object next;
            switch (seen)
            {
                case null: next = continuation; break;
                case Action or Waiter: next = new Waiter(continuation, seen); break;
                default:
                    Core.Host.Execute(new Continuation(continuation), preferLocal: true);
                    return;
            }

            if (ReferenceEquals(Interlocked.CompareExchange(ref _completion, next, seen), seen)) return;
        }
    }

    /// <summary>Takes back what <see cref="ContinueWith"/> was given; one that is on its way is not stopped.</summary>
    internal void StopContinuing(Action continuation)
    {
        while (true)
        {
            object? seen = Volatile.Read(ref _completion);
            object? next;
            switch (seen)
            {
                case Action only when ReferenceEquals(only, continuation): next = null; break;
                case Waiter several: next = several.Without(continuation); break;
                default: return;
            }

            if (ReferenceEquals(Interlocked.CompareExchange(ref _completion, next, seen), seen)) return;
        }
    }

    /// <summary>A finished job keeps nothing of what it ran alive (CALL-46).</summary>
    private protected virtual void ForgetWork()
    {
    }

    // Whoever awaits the job resumes when its listeners have been called, also one who comes meanwhile (PEND-15).
    private void SettleListened(ListenerQueue listeners, PendingMember[] told)
    {
        _extras!.HasEnded = true;
        foreach (PendingMember member in told) member.NoteVisible();
        if (Has(JobFlags.Pulled)) ((PullRun)base.Extras!.Run!).Report(this);
        EndExtras();
        listeners.ReportExit(() => Resume(Interlocked.Exchange(ref _completion, Settled), inTurn: false));
    }

    private void EndExtras()
    {
        if (_extras is not { } extras) return;
        TellVisibleEnd(extras);      // those that came meanwhile
        extras.End(stillRuns: CurrentState == JobState.Lost);
        if (extras.AcceptanceAsked) SettleAcceptance();
        extras.TakeEndNews()?.Invoke();
    }

    private void Resume(object? waiters, bool inTurn)
    {
        if (waiters is Action one) GoOn(one, alone: true, inTurn);
        else if (waiters is Waiter last)
            foreach (Action waiter in last.InOrder()) GoOn(waiter, alone: false, inTurn);
    }

    private void GoOn(Action waiter, bool alone, bool inTurn)
    {
        var continuation = new Continuation(waiter);
        if (inTurn) Core.GoOn(continuation, alone);
        else Core.Host.Execute(continuation, preferLocal: alone);
    }

    private static bool AsksForRetry(Func<Exception, bool> test, Exception exception)
    {
        try
        {
            return test(exception);
        }
        catch (Exception)
        {
            return false;       // a policy that cannot say does not ask for another attempt
        }
    }
}
