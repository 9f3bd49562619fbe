namespace ActorScheduler.Actors;

/// <summary>Ordinary sequences as sources of <see cref="PendingCompletions{TJob}"/>.</summary>
internal static class PendingSource
{
    public static Func<CancellationToken, IAsyncEnumerator<TJob>> Of<TJob>(IEnumerable<TJob> jobs)
        where TJob : JobHandle
    {
        if (jobs is not (IReadOnlyCollection<TJob> or ICollection<TJob>))
            return _ => new Enumerator<TJob>(jobs.GetEnumerator());
        return _ =>
        {
            // What exists already can be refused before anything is done (CALL-78).
            foreach (TJob job in jobs) job?.RefuseOwnWait();
            return new Enumerator<TJob>(jobs.GetEnumerator());
        };
    }

    public static Func<CancellationToken, IAsyncEnumerator<JobHandle<T>>> Of<T>(
        IEnumerable<Task<T>> tasks, Func<Task<T>, JobHandle<T>> adopt)
    {
        return _ => new Enumerator<JobHandle<T>>(tasks.Select(Adopt).GetEnumerator());

        JobHandle<T> Adopt(Task<T> task) =>
            adopt(task ?? throw new InvalidOperationException("The source gave null instead of a task."));
    }

    private sealed class Enumerator<TJob>(IEnumerator<TJob> jobs) : IAsyncEnumerator<TJob>
    {
        public TJob Current => jobs.Current;

        public ValueTask<bool> MoveNextAsync() => ValueTask.FromResult(jobs.MoveNext());

        public ValueTask DisposeAsync()
        {
            jobs.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
