namespace ActorScheduler.Actors;

/// <summary>Somebody wants the kept exit of a job: a handle that came with its id, or who asked for a handle.</summary>
internal sealed class ExitRecall
{
    public ExitRecall(JobHandle job) => (Id, Job) = (job.Id, job);

    public ExitRecall(JobId id, TaskCompletionSource<JobHandle?> answer) => (Id, Answer) = (id, answer);

    public JobId Id { get; }

    public JobHandle? Job { get; }

    public TaskCompletionSource<JobHandle?>? Answer { get; }

    /// <summary>The scheduler is gone. A handle that came with the id was let go with all others.</summary>
    public void Refuse() => Answer?.TrySetException(DeskRequest.Stopped());
}
