using ActorScheduler.Actors;
using ActorScheduler.Runtime;

namespace ActorScheduler;

/// <summary>
/// Runs jobs under limits: how many at once, how many of a group, how much load, what a barrier holds back, in which
/// order. It is an actor; every member is thread-safe and none waits, except by a task that it returns.
/// </summary>
public sealed partial class Scheduler : IAsyncDisposable
{
    private readonly SchedulerCore _core;

    internal Scheduler(SchedulerCore core) => _core = core;

    /// <summary>Its name, for logs and people.</summary>
    public string Name => _core.Name;

    /// <summary>Its limits and rules as they were given.</summary>
    public SchedulerOptions Options => _core.Options;

    /// <summary>
    /// Raises a barrier: everything scheduled before ends before anything scheduled after it starts, whatever its
    /// outcome (DUP-16).
    /// Returns at once. The result completes when everything before has ended; barriers next to each other are one
    /// (DUP-13).
    /// </summary>
    public JobHandle InsertBarrier()
    {
        var barrier = new BarrierHandle();
        _core.Enlist(barrier);
        _core.Tell(SchedulerMessageKind.InsertBarrier, barrier);
        return barrier;
    }

    /// <summary>
    /// Completes when everything that was scheduled before this call has ended. Does not fail when jobs did (DUP-29),
    /// and does not close the scheduler (DUP-31).
    /// </summary>
    /// <exception cref="InvalidOperationException">Called inside one of its own jobs, which would wait for itself
    /// (DUP-32).</exception>
    /// <exception cref="OperationCanceledException">The token was canceled; the jobs run on.</exception>
    public Task DrainAsync(CancellationToken cancellationToken = default)
    {
        _core.RefuseDeadlock(nameof(DrainAsync));
        var reached = new TaskCompletionSource();
        _core.Tell(SchedulerMessageKind.Drain, reached);
        return reached.Task.EndOn(_core.Host, cancellationToken);
    }

    /// <summary>
    /// Stops for good and completes when nothing of it is left. New jobs are refused from now on. A further call can
    /// only be stricter.
    /// </summary>
    /// <param name="mode">What becomes of the jobs it has.</param>
    /// <param name="reason">Why, for the exits of the jobs it cancels.</param>
    /// <param name="cancellationToken">Stops waiting, not the stop.</param>
    /// <exception cref="InvalidOperationException">Called inside one of its own jobs; <see cref="Terminate"/> may
    /// be.</exception>
    public Task StopAsync(StopMode mode = StopMode.Drain, string? reason = null,
        CancellationToken cancellationToken = default)
    {
        CheckMode(mode);
        _core.RefuseDeadlock(nameof(StopAsync));
        _core.TellStop(mode, reason);
        return _core.WaitForStoppedAsync(cancellationToken);
    }

    /// <summary>
    /// Asks it to stop as <see cref="StopMode.CancelRunning"/> does and returns at once. Callable from anywhere: jobs,
    /// listeners, the source of a run, a signal handler; again and again (PORT-26).
    /// </summary>
    public void Terminate(string? reason = null) =>
        _core.TellStop(StopMode.CancelRunning, reason);

    /// <summary>
    /// Asks every job that it has now to cancel, those that wait and those that run, and returns at once; runs under
    /// way ask their sources no more. The scheduler stays open for new ones (PORT-16).
    /// </summary>
    /// <param name="reason">Why, for the exits of the jobs.</param>
    public void CancelAll(string? reason = null)
    {
        _core.Inline?.CancelAll(reason);
        _core.Tell(SchedulerMessageKind.CancelAll, new SchedulerCommand(null, reason));
    }

    /// <summary>What it does and has done, and what holds its next job back.</summary>
    public Task<SchedulerStatistics> GetStatisticsAsync(CancellationToken cancellationToken = default)
    {
        var answer = new TaskCompletionSource<SchedulerStatistics>();
        _core.Tell(SchedulerMessageKind.GetStatistics, answer);
        return answer.Task.EndOn(_core.Host, cancellationToken);
    }

    /// <summary>
    /// Changes how many jobs may run at once; null means no limit. None that runs is stopped. It lasts as long as this
    /// scheduler: the next life of a durable one begins with the <see cref="SchedulerOptions.MaxJobs"/> that it is
    /// created with.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public void SetMaxJobs(int? maxJobs)
    {
        if (maxJobs is < 1)
            throw new ArgumentOutOfRangeException(nameof(maxJobs), maxJobs,
                "MaxJobs must be at least 1; null means no limit.");
        _core.Tell(SchedulerMessageKind.SetMaxJobs, new SchedulerCommand(Number: maxJobs ?? -1));
    }

    /// <summary>
    /// As <see cref="SchedulerNode.SetGroupLimit"/>: a group is a thing of the node, and its limit holds for all who
    /// use it, as long as the node lives. No store keeps it, also not that of a durable scheduler.
    /// </summary>
    /// <exception cref="ArgumentException">It is the implicit group, whose limit is <see
    /// cref="SetMaxJobs"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A negative limit.</exception>
    public void SetGroupLimit(GroupKey group, int? limit)
    {
        if (group.IsAll) throw new ArgumentException("The implicit group's limit is MaxJobs.", nameof(group));
        CheckGroupLimit(group, limit);
        _core.Node.Groups.SetLimit(group, limit);
    }

    /// <summary>
    /// Runs the jobs of a source, each asked for only when there is a slot for it, and gives their exits as they come.
    /// Enumerating starts it; leaving the enumeration cancels what it has running. An exception of the source comes out
    /// of the enumeration after the exits of the jobs that it had given (PORT-46).
    /// </summary>
    public SchedulerRun RunAllAsync(IEnumerable<Job> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new SchedulerRun(_core, token => new SyncSource(source.GetEnumerator(), token));
    }

    /// <inheritdoc cref="RunAllAsync(IEnumerable{Job})"/>
    public SchedulerRun RunAllAsync(IAsyncEnumerable<Job> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new SchedulerRun(_core, source.GetAsyncEnumerator);
    }

    /// <summary>
    /// Stops as <see cref="StopMode.CancelRunning"/> does. The jobs of a durable scheduler are not canceled: attempts
    /// are asked to stop, handles are let go (<see cref="JobOutcome.Lost"/>), and the jobs go on when a scheduler of
    /// this name is made on the same store.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _core.RefuseDeadlock(nameof(StopAsync));
        _core.TellSuspend();
        await _core.WaitForStoppedAsync(CancellationToken.None).ConfigureAwait(false);
    }

    internal void RefuseDeadlock(string verb) => _core.RefuseDeadlock(verb);

    internal SchedulerCore Core => _core;

    internal bool IsStopped => _core.IsStopped;

    internal static void CheckGroupLimit(GroupKey group, int? limit)
    {
        if (limit is < 0)
            throw new ArgumentOutOfRangeException(nameof(limit), limit,
                $"The limit of group '{group}' must not be negative.");
    }

    internal static void CheckMode(StopMode mode)
    {
        if (!Enum.IsDefined(mode)) throw new ArgumentOutOfRangeException(nameof(mode), mode, "Not a stop mode.");
    }
}
