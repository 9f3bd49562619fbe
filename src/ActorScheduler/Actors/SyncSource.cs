namespace ActorScheduler.Actors;

/// <summary>An ordinary sequence as a pull source.</summary>
internal sealed class SyncSource(IEnumerator<Job> jobs, CancellationToken cancellationToken) : IAsyncEnumerator<Job>
{
    public Job Current => jobs.Current;

    public ValueTask<bool> MoveNextAsync()
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(jobs.MoveNext());
    }

    public ValueTask DisposeAsync()
    {
        jobs.Dispose();
        return ValueTask.CompletedTask;
    }
}
