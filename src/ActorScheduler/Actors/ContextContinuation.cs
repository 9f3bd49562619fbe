namespace ActorScheduler.Actors;

/// <summary>A continuation that goes back to the synchronization context in which it was registered.</summary>
internal sealed class ContextContinuation(SynchronizationContext context, Action continuation)
{
    /// <summary>The continuation itself where there is no context to go back to.</summary>
    public static Action Wrap(Action continuation)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        return context is null || context.GetType() == typeof(SynchronizationContext)
            ? continuation
            : new ContextContinuation(context, continuation).Post;
    }

    private void Post() => context.Post(static state => ((Action)state!)(), continuation);
}
