using ActorScheduler.Actors;
using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler;

/// <content>How a job ended, as a value and as an exception.</content>
public abstract partial class JobHandle
{
    internal virtual JobExit CreateExit() => new()
    {
        JobId = Id,
        Name = Name,
        Outcome = Outcome,
        ExitCode = ExitCode,
        Exception = CurrentState == JobState.Completed ? null : Fate(),
        CancelRequested = Has(JobFlags.CancelRequested),
        CancelReasons = CancelReasons,
        TimedOut = Has(JobFlags.TimedOut),
        Quarantined = base.Extras?.Quarantined == true,
        Attempts = Attempt,
        ScheduledAt = NodeClock.ToTime(ScheduledAt),
        StartedAt = Attempt > 0 ? NodeClock.ToTime(StartedAt) : null,
        ExitedAt = NodeClock.ToTime(ExitedAt),
    };

    /// <summary>The outcome of a job that has ended.</summary>
    internal JobOutcome GetOutcome() => Outcome;

    internal void ThrowIfNotCompleted()
    {
        if (CurrentState == JobState.Completed && IsCompleted) return;
        ThrowFate();
    }

    private protected JobOutcome Outcome => CurrentState switch
    {
        JobState.Completed => JobOutcome.Completed,
        JobState.Failed => JobOutcome.Failed,
        JobState.Canceled => JobOutcome.Canceled,
        JobState.Lost => JobOutcome.Lost,
        JobState.Rejected => JobOutcome.Rejected,
        _ => throw new InvalidOperationException("The job has not ended."),
    };

    private protected IReadOnlyList<string> CancelReasons => base.Extras?.CancelReasons?.ToArray() ?? [];

    private int ExitCode => CurrentState switch
    {
        JobState.Completed => 0,
        JobState.Failed => 1,
        JobState.Canceled => JobExit.CanceledExitCode,
        _ => -1,
    };

    /// <summary>What awaiting the ended job throws: the same object each time (PEND-10).</summary>
    private protected Exception Fate()
    {
        HandleExtras extras = Extended;
        return extras.Fate ?? Interlocked.CompareExchange(ref extras.Fate, MakeFate(), null) ?? extras.Fate;
    }

    private Exception MakeFate()
    {
        Exception? cause = RootCause();
        switch (CurrentState)
        {
            case JobState.Failed when Has(JobFlags.TimedOut):
                return TimedOut(Failure);
            case JobState.Failed:
                return Failure ?? new InvalidOperationException($"Job {Name ?? Id.ToString()} failed.");
            case JobState.Canceled:
                return new JobCanceledException(Id, CancelReasons, cause ?? Failure);
            case JobState.Rejected:
                RejectReason reason = base.Extras!.Rejection!;
                return new JobRejectedException(reason, reason is RejectReason.NotWritten ? _extras?.LostBy : cause);
            case JobState.Lost:
                return new JobLostException(Id, _extras?.LostBy);
            default:
                throw new InvalidOperationException(
                    $"Job {Name ?? Id.ToString()} has not ended, and this does not wait for it: await its handle.");
        }
    }

    private TimeoutException TimedOut(Exception? inner) =>
        new($"Job {Name ?? Id.ToString()} ran longer than its timeout of {Settings.Timeout}.", inner);

    // The failure at the far end of the chain: of the job that canceled the job that canceled this one.
    private Exception? RootCause() => (base.Extras?.Cause as JobHandle)?.Failure;

    private void ThrowFate()
    {
        // The job's own exception comes with its own trace.
        if (CurrentState == JobState.Failed && !Has(JobFlags.TimedOut)) _extras?.Failure?.Throw();
        throw Fate();
    }
}
