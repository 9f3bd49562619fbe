using ActorScheduler.Actors;
using ActorScheduler.Machines;

namespace ActorScheduler;

/// <summary>What can be done with several handles: take them as they end, or wait until enough of them have.</summary>
public static class JobHandles
{
    /// <summary>10, as many as a Caller keeps idle workers: enough to be busy, few enough for one machine.</summary>
    public const int DefaultMaxConcurrent = 10;

    /// <summary>
    /// Gives handles in the order in which their jobs end, whatever their outcome: await each for its value or its
    /// error (CALL-73). A handle that the source gives twice comes once (CALL-82). The source runs in the reader's
    /// context and is asked for more only while the reader waits and fewer than <paramref name="maxConcurrent"/> jobs
    /// have not ended; an exception of it comes out as soon as the jobs that have ended by then are read.
    /// </summary>
    /// <typeparam name="TJob">The kind of handle.</typeparam>
    /// <param name="jobs">
    /// Handles, made as they are asked for. A collection's jobs exist already: no limit applies to it (CALL-74).
    /// </param>
    /// <param name="maxConcurrent">Most jobs at once that have not ended; null means no limit.</param>
    /// <param name="cancelUnfinished">Whether leaving the loop early cancels the jobs that have not ended.</param>
    /// <exception cref="ArgumentException">The source is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is less than 1.</exception>
    /// <exception cref="InvalidOperationException">
    /// While reading: the source gave the very job that reads, which would wait for itself (CALL-78).
    /// </exception>
    public static IAsyncEnumerable<TJob> AsCompleted<TJob>(
        this IEnumerable<TJob> jobs, int? maxConcurrent = DefaultMaxConcurrent, bool cancelUnfinished = true)
        where TJob : JobHandle
    {
        ArgumentNullException.ThrowIfNull(jobs);
        CheckLimit(maxConcurrent);
        int? limit = jobs is IReadOnlyCollection<TJob> or ICollection<TJob> ? null : maxConcurrent;
        return new PendingCompletions<TJob>(PendingSource.Of(jobs), limit, cancelUnfinished);
    }

    /// <inheritdoc cref="AsCompleted{TJob}(IEnumerable{TJob}, int?, bool)"/>
    public static IAsyncEnumerable<TJob> AsCompleted<TJob>(
        this IAsyncEnumerable<TJob> jobs, int? maxConcurrent = DefaultMaxConcurrent, bool cancelUnfinished = true)
        where TJob : JobHandle
    {
        ArgumentNullException.ThrowIfNull(jobs);
        CheckLimit(maxConcurrent);
        return new PendingCompletions<TJob>(jobs.GetAsyncEnumerator, maxConcurrent, cancelUnfinished);
    }

    /// <summary>
    /// Waits until enough of the jobs have ended. Never throws for their fate or for the time being over, and leaves
    /// those alone that have not ended (CALL-83, CALL-86). Handles that are there twice count once.
    /// </summary>
    /// <typeparam name="TJob">The kind of handle.</typeparam>
    /// <param name="jobs">The handles; none at all is over at once.</param>
    /// <param name="until">When it is over.</param>
    /// <param name="timeout">Longest wait, by the clock of the jobs' node; null means no limit.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentException">The sequence is null, or has a null in it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A negative timeout, or an unknown condition.</exception>
    /// <exception cref="InvalidOperationException">
    /// One of them is the very job that waits, and would wait for itself (CALL-78).
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was canceled first.</exception>
    public static Task<WaitResult<TJob>> WaitAsync<TJob>(
        this IEnumerable<TJob> jobs,
        ReturnWhen until = ReturnWhen.All,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
        where TJob : JobHandle
    {
        ArgumentNullException.ThrowIfNull(jobs);
        if (!Enum.IsDefined(until)) throw new ArgumentOutOfRangeException(nameof(until), until, "Not a condition.");
        if (timeout is { } t && t < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout), timeout, "A timeout must not be negative; null means none.");
        }

        TJob[] distinct = [.. jobs.Distinct()];
        foreach (TJob job in distinct)
        {
            ArgumentNullException.ThrowIfNull(job, nameof(jobs));
            if (!job.IsSettled) job.RefuseOwnWait();
        }

        var count = new CompletionCount(until, distinct.Length);
        return new PendingWait<TJob>(distinct, count).RunAsync(timeout, cancellationToken);
    }

    internal static void CheckLimit(int? maxConcurrent)
    {
        if (maxConcurrent is < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(maxConcurrent), maxConcurrent, "The limit must be at least 1; null means no limit.");
        }
    }
}
