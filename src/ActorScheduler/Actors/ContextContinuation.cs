namespace ActorScheduler.Actors;

/// <summary>
/// A continuation that goes back to where it was registered: the synchronization context or, without one, the task
/// scheduler, as for any task.
/// </summary>
internal sealed class ContextContinuation(object home, Action continuation)
{
    /// <summary>The continuation itself where there is nothing to go back to.</summary>
    public static Action Wrap(Action continuation)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        if (context is not null && context.GetType() != typeof(SynchronizationContext))
            return new ContextContinuation(context, continuation).Resume;
        TaskScheduler scheduler = TaskScheduler.Current;
        return scheduler == TaskScheduler.Default
            ? continuation
            : new ContextContinuation(scheduler, continuation).Resume;
    }

    private void Resume()
    {
        if (home is SynchronizationContext context)
        {
            context.Post(static state => ((Action)state!)(), continuation);
            return;
        }

        _ = Task.Factory.StartNew(
            continuation, CancellationToken.None, TaskCreationOptions.DenyChildAttach, (TaskScheduler)home);
    }
}
