namespace ActorScheduler.Actors;

/// <summary>A continuation that runs in the execution context in which it was registered.</summary>
internal sealed class FlowingContinuation(ExecutionContext context, Action continuation)
{
    public static Action Wrap(Action continuation) =>
        ExecutionContext.Capture() is { } context ? new FlowingContinuation(context, continuation).Run : continuation;

    private void Run() => ExecutionContext.Run(context, static state => ((Action)state!)(), continuation);
}
