using System.Runtime.ExceptionServices;
using ActorScheduler.Machines;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;

namespace ActorScheduler;

/// <content>Handles that tell of the end of a job that ran elsewhere, or in an earlier life.</content>
public abstract partial class JobHandle
{
    /// <summary>True when it tells of an end that was told before, by the handle of the job that ran.</summary>
    internal bool HasTakenExit => Volatile.Read(ref _extras)?.HasTakenExit == true;

    /// <summary>
    /// Takes over how the job has ended; whoever calls it settles the handle. Runs no user's code: a result is read
    /// when it is asked for.
    /// </summary>
    internal void TakeExit(ExitRecord record)
    {
        JobExited exited = record.Exited;
        Extended.HasTakenExit = true;
        ScheduledAt = record.ScheduledAt;
        StartedAt = record.StartedAt;
        ExitedAt = exited.At;
        Attempt = (ushort)record.Attempts;
        if (exited.TimedOut) Flags |= JobFlags.TimedOut;
        if (exited.CancelRequested) Flags |= JobFlags.CancelRequested;
        if (exited.CancelReasons.Count > 0) Extra.CancelReasons = [.. exited.CancelReasons];
        if (exited.Quarantined) Extra.Quarantined = true;
        if (record.HasRejection) Extra.Rejection = new RejectReason.Earlier(record.Rejection);
        if (exited.Failure is { } failure)
        {
            Extended.Failure = ExceptionDispatchInfo.Capture(
                new JobFailedException(Id, failure.Type, failure.Message));
        }

        CurrentState = ExitCodec.StateOf(record);
        if (CurrentState != JobState.Rejected) Flags |= JobFlags.Accepted;
        TakeKept(record);
    }

    /// <summary>Takes over what only its kind of job has.</summary>
    private protected virtual void TakeKept(ExitRecord record)
    {
    }
}
