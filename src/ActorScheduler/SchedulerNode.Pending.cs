using ActorScheduler.Actors;

namespace ActorScheduler;

/// <content>Pending groups, and tasks as jobs.</content>
public sealed partial class SchedulerNode
{
    private PendingTasks? _tasks;

    private PendingTasks Tasks
    {
        get
        {
            PendingTasks? tasks = Volatile.Read(ref _tasks);
            if (tasks is not null) return tasks;
            var made = new PendingTasks(_host.NextRandom(), _services);
            return Interlocked.CompareExchange(ref _tasks, made, null) ?? made;
        }
    }

    /// <summary>Makes a pending group, to be run once by <see cref="PendingGroup.RunAsync"/>.</summary>
    /// <param name="options">Its rules; null means all defaults.</param>
    public PendingGroup CreatePendingGroup(PendingGroupOptions? options = null) =>
        new(_services, options ?? PendingGroupOptions.Default);

    /// <summary>Makes a pending group and runs it.</summary>
    /// <param name="mode">What cancellation means for it.</param>
    /// <param name="body">What schedules the members.</param>
    /// <param name="cancellationToken">Cancels the group.</param>
    /// <exception cref="ArgumentException">The body is null, or the mode is none.</exception>
    /// <inheritdoc cref="PendingGroup.RunAsync" path="/exception[@cref='T:System.AggregateException']"/>
    /// <inheritdoc cref="PendingGroup.RunAsync"
    /// path="/exception[@cref='T:ActorScheduler.PendingGroupCanceledException']"/>
    public Task<PendingGroupExit> RunPendingGroupAsync(
        PendingGroupMode mode, Func<PendingGroup, Task> body, CancellationToken cancellationToken = default) =>
        CreatePendingGroup(new PendingGroupOptions { Mode = mode }).RunAsync(body, cancellationToken);

    /// <summary>
    /// A handle for a task that runs already. Canceling it cancels <paramref name="cancellation"/> and waits for the
    /// task; without one it ends as canceled at once, and what the task gives later is nobody's (PEND-5). It joins no
    /// tracker by itself (MGR-5).
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellation">Stops the task; null when nothing can.</param>
    /// <param name="name">A name for logs and people.</param>
    public JobHandle<T> Adopt<T>(Task<T> task, CancellationTokenSource? cancellation = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Tasks.Adopt(task, cancellation, name);
    }

    /// <inheritdoc cref="Adopt{T}(Task{T}, CancellationTokenSource?, string?)"/>
    public JobHandle Adopt(Task task, CancellationTokenSource? cancellation = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Tasks.Adopt(task, cancellation, name);
    }

    /// <summary>
    /// As <see cref="JobHandles.AsCompleted{T}(IEnumerable{T}, int?, bool)"/>, with tasks for jobs (CALL-76).
    /// </summary>
    /// <inheritdoc cref="JobHandles.AsCompleted{T}(IEnumerable{T}, int?, bool)"/>
    public IAsyncEnumerable<JobHandle<T>> AsCompleted<T>(
        IEnumerable<Task<T>> tasks, int? maxConcurrent = JobHandles.DefaultMaxConcurrent, bool cancelUnfinished = true)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        JobHandles.CheckLimit(maxConcurrent);
        int? limit = tasks is IReadOnlyCollection<Task<T>> or ICollection<Task<T>> ? null : maxConcurrent;
        Func<CancellationToken, IAsyncEnumerator<JobHandle<T>>> source = PendingSource.Of(tasks, Tasks.AdoptOnce<T>());
        return new PendingCompletions<JobHandle<T>>(source, limit, cancelUnfinished);
    }

    /// <summary>As <see cref="JobHandles.WaitAsync{T}"/>, with tasks for jobs (CALL-88).</summary>
    /// <inheritdoc cref="JobHandles.WaitAsync{T}"/>
    public Task<WaitResult<JobHandle<T>>> WaitAsync<T>(
        IEnumerable<Task<T>> tasks,
        ReturnWhen until = ReturnWhen.All,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        JobHandle<T>[] jobs = [.. tasks.Distinct().Select(task => Adopt(task))];
        return jobs.WaitAsync(until, timeout, cancellationToken);
    }
}
