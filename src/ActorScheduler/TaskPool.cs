using ActorScheduler.Actors;
using ActorScheduler.Runtime;

namespace ActorScheduler;

/// <summary>
/// Runs jobs that each belong to groups with limits: all of a job's groups must have room, or the job is refused and
/// its function never called. A group is a thing of the node: its limit holds for the jobs of all pools and schedulers
/// that name it. It is an actor; every member is thread-safe and none waits, except by a task that it returns.
/// </summary>
/// <remarks>
/// Calls of one thread are handled in their order. A count that is asked for after <c>await job</c> does not include
/// the job (POOL-17); one that is asked for after <c>await job.Accepted</c> does. Places in a group are lent to the
/// pool, usually ahead of need; when they must first be fetched, from another pool perhaps, <c>Accepted</c> comes a
/// little after <c>Spawn</c>, and the job is judged by what there is then.
/// </remarks>
public sealed partial class TaskPool : IAsyncDisposable
{
    private readonly Scheduler _scheduler;
    private readonly SchedulerCore _core;
    private int _maxTasks;      // below 0 for no limit

    internal TaskPool(Scheduler scheduler, TaskPoolOptions options)
    {
        _scheduler = scheduler;
        _core = scheduler.Core;
        Options = options;
        SetMaxTasks(options.MaxTasks);
    }

    /// <summary>Its name, for logs and people.</summary>
    public string Name => _scheduler.Name;

    /// <summary>Its limits as they were given.</summary>
    public TaskPoolOptions Options { get; }

    /// <summary>
    /// Sets the limit of a group for the whole node, or of <see cref="GroupKey.All"/> for this pool alone. 0 lets
    /// nothing new in (POOL-6), null clears the limit (POOL-7). Holds for the next call of <c>Spawn</c>; stops none
    /// that is inside (POOL-9).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative limit; nothing is changed (POOL-5).</exception>
    public void SetLimit(GroupKey group, int? limit)
    {
        Scheduler.CheckGroupLimit(group, limit);
        if (group.IsAll) SetMaxTasks(limit);
        else _core.Node.Groups.SetLimit(group, limit);
    }

    /// <summary>Clears a limit; without effect when there is none (POOL-7).</summary>
    public void ClearLimit(GroupKey group) => SetLimit(group, null);

    /// <summary>
    /// The limit of a group that somebody set; null when nobody did (POOL-8). Of <see cref="GroupKey.All"/> this pool's
    /// own.
    /// <see cref="TaskPoolOptions.DefaultLimit"/> is no group's own limit and not given here.
    /// </summary>
    public int? GetLimit(GroupKey group)
    {
        if (!group.IsAll) return _core.Node.Groups.Find(group)?.Limit;
        int most = Volatile.Read(ref _maxTasks);
        return most < 0 ? null : most;
    }

    /// <summary>
    /// How many jobs of this pool are in a group; 0 for one that nobody named (POOL-12); of <see cref="GroupKey.All"/>,
    /// how many run (POOL-13). <see cref="SchedulerNode.GetGroupCountAsync"/> counts the jobs of all.
    /// </summary>
    public Task<int> GetCountAsync(GroupKey group, CancellationToken cancellationToken = default) =>
        _core.CountAsync(group).EndOn(_core.Host, cancellationToken);

    /// <summary>The jobs and groups of this pool at one moment.</summary>
    public Task<TaskPoolSnapshot> GetSnapshotAsync(CancellationToken cancellationToken = default)
    {
        var answer = new TaskCompletionSource<TaskPoolSnapshot>();
        _core.Tell(SchedulerMessageKind.GetSnapshot, new SchedulerCommand(answer));
        return answer.Task.EndOn(_core.Host, cancellationToken);
    }

    /// <summary>
    /// Asks every job of this pool that names the group to cancel, and returns at once: those that wait never start,
    /// those that run are asked. <see cref="GroupKey.All"/> names every job.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="reason">Why, for the exits and for people.</param>
    public void CancelGroup(GroupKey group, string? reason = null) =>
        _core.Tell(SchedulerMessageKind.CancelGroup, new SchedulerCommand(group, reason));

    /// <summary>
    /// Completes when every job of this pool that names the group now has ended, whatever its outcome. Jobs that come
    /// later are not waited for.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called inside one of the pool's own jobs, which might wait for
    /// itself.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled; the jobs run on.</exception>
    public Task DrainAsync(GroupKey group, CancellationToken cancellationToken = default)
    {
        _core.RefuseDeadlock(nameof(DrainAsync));
        var reached = new TaskCompletionSource();
        _core.Tell(SchedulerMessageKind.DrainGroup, new SchedulerCommand(reached, group));
        return reached.Task.EndOn(_core.Host, cancellationToken);
    }

    /// <summary>Completes when every job of this pool that there is now has ended, whatever its outcome.</summary>
    /// <inheritdoc cref="DrainAsync(GroupKey, CancellationToken)" path="/exception"/>
    public Task DrainAsync(CancellationToken cancellationToken = default) =>
        DrainAsync(GroupKey.All, cancellationToken);

    /// <summary>
    /// Stops for good and completes when nothing of it is left; what it held of its groups is free then. A further call
    /// can only be stricter. Adopted tasks are waited for: they cannot be stopped.
    /// </summary>
    /// <param name="mode">What becomes of the jobs it has.</param>
    /// <param name="reason">Why, for the exits of the jobs it cancels.</param>
    /// <param name="cancellationToken">Stops waiting, not the stop.</param>
    /// <exception cref="InvalidOperationException">Called inside one of its own jobs.</exception>
    public Task StopAsync(
        StopMode mode = StopMode.Drain, string? reason = null, CancellationToken cancellationToken = default) =>
        _scheduler.StopAsync(mode, reason, cancellationToken);

    /// <summary>Stops as <see cref="StopMode.CancelRunning"/> does.</summary>
    public async ValueTask DisposeAsync() =>
        await StopAsync(StopMode.CancelRunning, "the task pool was disposed").ConfigureAwait(false);

    private void SetMaxTasks(int? maxTasks)
    {
        int most = maxTasks ?? -1;
        if (Interlocked.Exchange(ref _maxTasks, most) == most && most < 0) return;
        _core.Tell(SchedulerMessageKind.SetMaxJobs, new SchedulerCommand(Number: most));
    }
}
