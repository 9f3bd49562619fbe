namespace ActorScheduler;

/// <summary>Runs the named jobs of one kind. One instance may run many at a time.</summary>
/// <typeparam name="TJob">The jobs.</typeparam>
/// <typeparam name="TResult">What they give.</typeparam>
public interface IJobHandler<TJob, TResult>
    where TJob : NamedJob<TResult>
{
    /// <summary>
    /// Runs one attempt of a job. On a durable scheduler an attempt that was cut off by the end of its process is
    /// followed by another, so what it does must bear being done again.
    /// </summary>
    /// <param name="job">The job's data, read anew for each attempt.</param>
    /// <param name="context">What the attempt is told about itself.</param>
    Task<TResult> RunAsync(TJob job, JobContext context);
}
