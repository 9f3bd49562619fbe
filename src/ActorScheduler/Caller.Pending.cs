namespace ActorScheduler;

/// <content>Pending groups of a Caller, and waiting for several of its calls.</content>
public sealed partial class Caller
{
    /// <summary>Makes a pending group of this Caller, to be run once by <see cref="PendingGroup.RunAsync"/>.</summary>
    /// <param name="options">Its rules; null means all defaults.</param>
    public PendingGroup CreatePendingGroup(PendingGroupOptions? options = null) =>
        new(_core.Node, options ?? PendingGroupOptions.Default, this);

    /// <summary>
    /// Makes a pending group and runs its body where this is called: every call, job and process that is asked for
    /// inside joins it, on whatever thread, and it is left when all of them have ended (GRP-1, GRP-2).
    /// </summary>
    /// <param name="mode">What cancellation means for it.</param>
    /// <param name="body">What asks for the members.</param>
    /// <param name="cancellationToken">Cancels the group.</param>
    /// <exception cref="ArgumentException">The body is null, or the mode is none.</exception>
    /// <inheritdoc cref="PendingGroup.RunAsync" path="/exception[@cref='T:System.AggregateException']"/>
    /// <inheritdoc cref="PendingGroup.RunAsync"
    /// path="/exception[@cref='T:ActorScheduler.PendingGroupCanceledException']"/>
    public Task<PendingGroupExit> RunPendingGroupAsync(
        PendingGroupMode mode, Func<PendingGroup, Task> body, CancellationToken cancellationToken = default) =>
        CreatePendingGroup(new PendingGroupOptions { Mode = mode }).RunAsync(body, cancellationToken);

    /// <inheritdoc cref="JobHandles.AsCompleted{T}(IEnumerable{T}, int?, bool)"/>
    public IAsyncEnumerable<TJob> AsCompleted<TJob>(
        IEnumerable<TJob> jobs, int? maxConcurrent = JobHandles.DefaultMaxConcurrent, bool cancelUnfinished = true)
        where TJob : JobHandle => jobs.AsCompleted(maxConcurrent, cancelUnfinished);

    /// <inheritdoc cref="JobHandles.WaitAsync{T}"/>
    public Task<WaitResult<TJob>> WaitAsync<TJob>(
        IEnumerable<TJob> jobs,
        ReturnWhen until = ReturnWhen.All,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
        where TJob : JobHandle => jobs.WaitAsync(until, timeout, cancellationToken);
}
