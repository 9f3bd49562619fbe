namespace ActorScheduler;

/// <summary>What became of a job is not known: the scheduler or node that ran it is gone.</summary>
public sealed class JobLostException : Exception
{
    /// <summary>Makes one for a job.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="inner">What ended the scheduler, when that is known.</param>
    public JobLostException(JobId jobId, Exception? inner = null)
        : base(Describe(jobId, inner), inner) => JobId = jobId;

    /// <summary>The job.</summary>
    public JobId JobId { get; }

    private static string Describe(JobId jobId, Exception? inner)
    {
        string lost = $"Job {jobId} was lost: the scheduler that ran it is gone.";
        return inner is null ? lost : $"{lost} {inner.Message}";
    }
}
