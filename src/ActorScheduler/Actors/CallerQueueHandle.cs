namespace ActorScheduler.Actors;

/// <summary>
/// The end of a queue: a call that runs while the queue is open. Canceling it closes the queue (CALL-63).
/// </summary>
internal sealed class CallerQueueHandle() : JobHandle(Observed)
{
    // Managers see it, groups do not: one that waited for an open queue would never end (CALL-64).
    private static readonly JobOptions Observed = new() { Trackers = JobTrackers.Only(typeof(PendingManager)) };

    private Action? _close;

    /// <summary>Says how the queue is closed.</summary>
    public void Bind(Action close) => _close = close;

    /// <summary>Cancels the token that the running item of the queue was given.</summary>
    public void CancelRunningItem() => base.CancelAttempt();

    internal override void StartAttempt(SchedulerActor scheduler) =>
        throw new InvalidOperationException("A queue is not started.");

    internal override void CancelAttempt() => _close?.Invoke();

    private protected override void Execute()
    {
    }

    private protected override void ForgetWork() => _close = null;
}
