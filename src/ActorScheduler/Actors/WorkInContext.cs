namespace ActorScheduler.Actors;

/// <summary>
/// A delegate together with the execution context of its submitter. Most submitters have none of their own, and their
/// jobs keep the bare delegate in the same field.
/// </summary>
internal sealed class WorkInContext(Delegate work, ExecutionContext context)
{
    public static object Pack(Delegate work, ExecutionContext? context) =>
        context is null ? work : new WorkInContext(work, context);

    public static object Unpack(object packed) => packed is WorkInContext pair ? pair.Work : packed;

    public static ExecutionContext? ContextOf(object? packed) => (packed as WorkInContext)?.Context;

    private Delegate Work => work;

    private ExecutionContext Context => context;
}
