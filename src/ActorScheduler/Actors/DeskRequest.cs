namespace ActorScheduler.Actors;

/// <summary>Something that a user asks of the records of a durable scheduler.</summary>
internal abstract class DeskRequest
{
    /// <summary>Serves it, in the scheduler's turn.</summary>
    public abstract void Serve(DurableDesk desk);

    /// <summary>The scheduler is gone.</summary>
    public abstract void Refuse();

    /// <summary>What is told then.</summary>
    public static InvalidOperationException Stopped() =>
        new("The scheduler was stopped: its jobs are in the store, for its next life.");
}

/// <summary>A request that is answered by a task.</summary>
internal sealed class DeskRequest<T>(Action<DurableDesk, TaskCompletionSource<T>> serve) : DeskRequest
{
    private readonly TaskCompletionSource<T> _answer = new();

    public Task<T> Answer => _answer.Task;

    public override void Serve(DurableDesk desk) => serve(desk, _answer);

    public override void Refuse() => _answer.TrySetException(Stopped());
}
