using System.Runtime.ExceptionServices;
using ActorScheduler.Machines;

namespace ActorScheduler.Actors;

/// <summary>Handles of a source in the order in which their jobs end; each enumeration opens the source anew.</summary>
internal sealed class PendingCompletions<TJob>(
    Func<CancellationToken, IAsyncEnumerator<TJob>> open, int? maxConcurrent, bool cancelUnfinished)
    : IAsyncEnumerable<TJob>
    where TJob : JobHandle
{
    public IAsyncEnumerator<TJob> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        ReadAsync(new PendingReader<TJob>(maxConcurrent, cancelUnfinished), open, cancellationToken);

    // Nothing here leaves the reader's context: the source is a user's code, and may belong to that context.
    private static async IAsyncEnumerator<TJob> ReadAsync(
        PendingReader<TJob> reader,
        Func<CancellationToken, IAsyncEnumerator<TJob>> open,
        CancellationToken cancellationToken)
    {
        reader.Open(open, cancellationToken);
        try
        {
            while (true)
            {
                reader.Pull();
                switch (reader.Next(out TJob? job))
                {
                    case CompletionStep.Item:
                        yield return job!;
                        break;
                    case CompletionStep.Fail:
                        ExceptionDispatchInfo.Throw(reader.Failure);
                        break;
                    case CompletionStep.End:
                        yield break;
                    default:
                        await reader.WaitAsync().WaitAsync(cancellationToken);
                        break;
                }
            }
        }
        finally
        {
            await reader.CloseAsync();
        }
    }
}
