namespace ActorScheduler.Actors;

/// <summary>Cancels a token outside of any turn: the callbacks on it are a user's code.</summary>
internal sealed class CancelWork(CancellationTokenSource source) : IThreadPoolWorkItem
{
    public void Execute()
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException)
        {
            // A callback of the job's own code threw. The job is asked to stop all the same, and its exit is its own.
        }
    }
}
