using System.Globalization;

namespace ActorScheduler;

/// <summary>Why a job was refused, with the figures that decided.</summary>
public abstract record RejectReason
{
    private RejectReason() { }

    /// <summary>As many jobs wait as may.</summary>
    /// <param name="Waiting">How many wait.</param>
    /// <param name="Capacity">How many may.</param>
    public sealed record QueueFull(int Waiting, int Capacity) : RejectReason
    {
        /// <inheritdoc/>
        public override string ToString() => Text($"the queue is full ({Waiting} of {Capacity} jobs wait)");
    }

    /// <summary>The scheduler was stopped.</summary>
    /// <param name="Mode">How.</param>
    public sealed record Stopped(StopMode Mode) : RejectReason
    {
        /// <inheritdoc/>
        public override string ToString() => Text($"the scheduler was stopped ({Mode})");
    }

    /// <summary>An earlier job failed, and the failure mode closes the scheduler then (DUP-23).</summary>
    /// <param name="FailedJob">The job that failed first.</param>
    /// <param name="FailedName">Its name.</param>
    public sealed record FailedEarlier(JobId FailedJob, string? FailedName) : RejectReason
    {
        /// <inheritdoc/>
        public override string ToString() => Text($"job {FailedName ?? FailedJob.ToString()} failed before");
    }

    /// <summary>A group has no room, and the job does not wait (POOL-18).</summary>
    /// <param name="Key">The group; <see cref="GroupKey.All"/> when the total is exhausted.</param>
    /// <param name="Held">How many jobs are inside.</param>
    /// <param name="Limit">How many may be.</param>
    public sealed record GroupFull(GroupKey Key, int Held, int Limit) : RejectReason
    {
        /// <inheritdoc/>
        public override string ToString() => Text($"group '{Key}' has no room ({Held} of {Limit} jobs are inside)");
    }

    /// <summary>The store of a durable scheduler cannot be written now.</summary>
    /// <param name="Why">What the store says.</param>
    public sealed record StoreUnavailable(string Why) : RejectReason
    {
        /// <inheritdoc/>
        public override string ToString() => $"the store cannot be written: {Why}";
    }

    /// <summary>
    /// The durable scheduler has ended before the job was in its store, because somebody else took it over, for
    /// instance: the job was not accepted, and no later life of the scheduler runs it. It can be given again to whoever
    /// has the scheduler now. The <see cref="JobRejectedException"/> has what ended the scheduler as its inner
    /// exception.
    /// </summary>
    /// <param name="Why">What ended the scheduler.</param>
    public sealed record NotWritten(string Why) : RejectReason
    {
        /// <inheritdoc/>
        public override string ToString() => $"the scheduler ended before the job was in its store: {Why}";
    }

    /// <summary>Its key belongs to a job of another kind.</summary>
    /// <param name="Job">That job.</param>
    /// <param name="Kind">That job's kind; "process" for a process.</param>
    public sealed record KeyTaken(JobId Job, string Kind) : RejectReason
    {
        /// <inheritdoc/>
        public override string ToString() => Text($"its key is that of job {Job}, which is of kind '{Kind}'");
    }

    /// <summary>It was refused in an earlier life of the scheduler.</summary>
    /// <param name="Why">The reason that was given then.</param>
    public sealed record Earlier(string Why) : RejectReason
    {
        /// <inheritdoc/>
        public override string ToString() => Why;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
