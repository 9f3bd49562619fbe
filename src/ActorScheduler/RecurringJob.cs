using ActorScheduler.Actors;
using ActorScheduler.Runtime;

namespace ActorScheduler;

/// <summary>
/// Refers to what <c>Scheduler.ScheduleRecurring</c> was given: each of its fire times gets one job. Nothing is lost by
/// dropping it. Thread-safe; no member waits, except by a task that it returns.
/// </summary>
public sealed class RecurringJob
{
    private readonly RecurrenceCore _core;

    internal RecurringJob(RecurrenceCore core) => _core = core;

    /// <summary>Its name: no two of a scheduler that have not ended share one.</summary>
    public string Name => _core.Name;

    /// <summary>When it fires.</summary>
    public Recurrence Recurrence => _core.Definition.Recurrence;

    /// <summary>How its fire times are treated.</summary>
    public RecurringOptions Options => _core.Definition.Options;

    /// <summary>
    /// What it has done and will do next. When a job's code runs, the status counts its fire time already. On a durable
    /// scheduler it tells what is in the store.
    /// </summary>
    public RecurringStatus Status => _core.Status;

    /// <summary>
    /// As <see cref="Status"/>, but after everything that was asked of it before this call, and everything that the
    /// clock had brought. On a durable scheduler it answers when all that is in the store.
    /// </summary>
    public Task<RecurringStatus> GetStatusAsync(CancellationToken cancellationToken = default)
    {
        var answer = new TaskCompletionSource<RecurringStatus>();
        _core.Tell(new RecurrenceMessage.GetStatus(answer));
        return answer.Task.EndOn(_core.Scheduler.Host, cancellationToken);
    }

    /// <summary>
    /// The next fire time, in UTC; null when it is paused or has ended, and on a durable scheduler until it is in the
    /// store.
    /// </summary>
    public DateTimeOffset? Next => _core.Status.Next;

    /// <summary>
    /// Asks it to let fire times pass without jobs; those are not made up for. What it has scheduled goes on.
    /// </summary>
    public void Pause() => _core.Tell(new RecurrenceMessage.Pause());

    /// <summary>Asks it to go on with the next fire time from now.</summary>
    public void Resume() => _core.Tell(new RecurrenceMessage.Resume());

    /// <summary>
    /// Asks it to fire no more, for good, in this process and those after it. Fire times that wait for an earlier job
    /// are dropped; jobs that it has scheduled go on.
    /// </summary>
    public void Cancel() => _core.Tell(new RecurrenceMessage.End());

    /// <summary>
    /// Completes when it fires no more and all its jobs have ended: it was canceled, no fire time is left, or the
    /// scheduler takes no more jobs; on a durable one that means in this process. Never fails for the fate of a job.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called inside a job of its scheduler, which could be its
    /// own.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled; it goes on.</exception>
    public Task WaitForEndAsync(CancellationToken cancellationToken = default)
    {
        _core.Scheduler.RefuseDeadlock(nameof(WaitForEndAsync));
        return _core.Ended.EndOn(_core.Scheduler.Host, cancellationToken);
    }

    /// <summary>Name and recurrence.</summary>
    public override string ToString() => $"{Name} ({Recurrence})";
}
