namespace ActorScheduler;

/// <summary>
/// A job was canceled. Code that catches <see cref="OperationCanceledException"/> catches it too (PEND-12).
/// </summary>
public sealed class JobCanceledException : OperationCanceledException
{
    /// <summary>Makes one for a job.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="reasons">The reasons of the cancel requests, in order.</param>
    /// <param name="inner">The failure of another job behind it, when there is one.</param>
    public JobCanceledException(JobId jobId, IReadOnlyList<string> reasons, Exception? inner = null)
        : base(reasons.Count == 0
            ? $"Job {jobId} was canceled."
            : $"Job {jobId} was canceled: {string.Join("; ", reasons)}", inner)
    {
        JobId = jobId;
        Reasons = reasons;
    }

    /// <summary>The job.</summary>
    public JobId JobId { get; }

    /// <summary>The reasons of the cancel requests, in order.</summary>
    public IReadOnlyList<string> Reasons { get; }
}
