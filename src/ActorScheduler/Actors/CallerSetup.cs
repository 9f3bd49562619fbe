using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>What a Caller is made of.</summary>
internal sealed class CallerSetup
{
    public required NodeServices Node { get; init; }

    /// <summary>Null means one that is made from its id.</summary>
    public string? Name { get; init; }

    public required CallerThread Thread { get; init; }

    public required CallerOptions Options { get; init; }

    public CallerCore? Parent { get; init; }

    /// <summary>
    /// What a Caller of the current thread is bound to: its synchronization context, or the thread; null for any other.
    /// </summary>
    public object? Binding { get; init; }

    /// <summary>What children get that are given nothing: a child is not protected, and starts by itself.</summary>
    public CallerOptions ChildOptions =>
        Options is { Protected: false, AutoStart: true }
            ? Options
            : Options with { Protected = false, AutoStart = true };

    /// <summary>True when it runs only while somebody lends it the thread that it was made on.</summary>
    public bool IsPumped => Binding is Thread;

    public TurnRunner CreateRunner(CallerCore caller) => Thread switch
    {
        CallerThread.Dedicated => Node.Host.CreateThread(caller.Name, caller.RunTurn),
        CallerThread.ThreadPool => new PoolCallerRunner(caller),
        _ => Binding is SynchronizationContext context
            ? new BoundCallerRunner(caller, context)
            : new ThreadLoop(name: null, caller.RunTurn),
    };

    public void Unbind(CallerCore caller)
    {
        if (Binding is not null) CallerRegistry.Unbind(Binding, caller);
    }
}
