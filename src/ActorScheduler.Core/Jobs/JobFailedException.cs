namespace ActorScheduler;

/// <summary>
/// A job has failed in another process or in an earlier life of its scheduler: the exception itself is gone, what it
/// was called and said is here.
/// </summary>
public sealed class JobFailedException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="type">The name of the type of what the job threw.</param>
    /// <param name="message">Its message.</param>
    public JobFailedException(JobId jobId, string type, string message)
        : base($"Job {jobId} failed: {message} ({type})")
    {
        JobId = jobId;
        FailureType = type;
        FailureMessage = message;
    }

    /// <summary>The job.</summary>
    public JobId JobId { get; }

    /// <summary>The name of the type of what the job threw, without its namespace.</summary>
    public string FailureType { get; }

    /// <summary>The message of what the job threw.</summary>
    public string FailureMessage { get; }
}
