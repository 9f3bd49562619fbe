using ActorScheduler.Actors;
using ActorScheduler.Runtime;

namespace ActorScheduler;

/// <content>What a durable scheduler knows of its jobs: those of earlier lives too.</content>
public sealed partial class Scheduler
{
    /// <summary>
    /// Gives the handle of a job by its id, also after a restart: of one that waits or runs, and of one that has ended
    /// as long as its exit is kept (<see cref="SchedulerOptions.KeepExits"/>), with its result or the end of its
    /// output. For the id of a key see <see cref="JobId.ForKey"/>.
    /// </summary>
    /// <returns>The handle; null when nothing is known of the job.</returns>
    /// <exception cref="InvalidOperationException">The scheduler is not durable, or was stopped.</exception>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public Task<JobHandle?> FindJobAsync(JobId job, CancellationToken cancellationToken = default) =>
        AskDesk<JobHandle?>((desk, answer) => desk.Find(job, answer), cancellationToken);

    /// <inheritdoc cref="FindJobAsync(JobId, CancellationToken)"/>
    /// <typeparam name="T">What the job returns.</typeparam>
    /// <exception cref="ArgumentException">The job returns something else.</exception>
    public async Task<JobHandle<T>?> FindJobAsync<T>(JobId job, CancellationToken cancellationToken = default) =>
        await FindJobAsync(job, cancellationToken).ConfigureAwait(false) switch
        {
            null => null,
            JobHandle<T> found => found,
            { } other => throw new ArgumentException(
                $"Job {other} does not return a {typeof(T).Name}, or this node has no handler for it.", nameof(job)),
        };

    /// <summary>The jobs that were set aside: their process died three times.</summary>
    /// <exception cref="InvalidOperationException">The scheduler is not durable, or was stopped.</exception>
    public Task<IReadOnlyList<QuarantinedJob>> GetQuarantinedJobsAsync(CancellationToken cancellationToken = default) =>
        AskDesk<IReadOnlyList<QuarantinedJob>>((desk, answer) => desk.ListQuarantined(answer), cancellationToken);

    /// <summary>
    /// Lets a job run again that was set aside. It keeps its id, stands behind what is there now, and may die three
    /// times more. The answer comes when that is in the store.
    /// </summary>
    /// <returns>The job's new handle; null when it is not set aside.</returns>
    /// <exception cref="InvalidOperationException">The scheduler is not durable, or was stopped.</exception>
    public Task<JobHandle?> ReleaseAsync(JobId job, CancellationToken cancellationToken = default) =>
        AskDesk<JobHandle?>((desk, answer) => desk.Release(job, answer), cancellationToken);

    /// <summary>Drops a job that was set aside. The answer comes when that is in the store.</summary>
    /// <returns>True when it was set aside.</returns>
    /// <exception cref="InvalidOperationException">The scheduler is not durable, or was stopped.</exception>
    public Task<bool> DiscardAsync(JobId job, CancellationToken cancellationToken = default) =>
        AskDesk<bool>((desk, answer) => desk.Discard(job, answer), cancellationToken);

    private Task<T> AskDesk<T>(
        Action<DurableDesk, TaskCompletionSource<T>> serve, CancellationToken cancellationToken)
    {
        if (!Options.Durable)
            throw new InvalidOperationException($"Scheduler '{Name}' is not durable: it keeps no records of its jobs.");
        var request = new DeskRequest<T>(serve);
        _core.Tell(SchedulerMessageKind.AskDesk, request);
        return request.Answer.EndOn(_core.Host, cancellationToken);
    }
}
