using System.Runtime.CompilerServices;

namespace ActorScheduler.Actors;

/// <summary>
/// What a queue calls. A method of an object lives as long as that object: the queue holds it weakly, and ends when it
/// is collected (CALL-61). A lambda's object is nobody's but the queue's own; it lives as long as somebody holds the
/// queue.
/// </summary>
internal sealed class CallerQueueFunction<T>
{
    private static readonly ConditionalWeakTable<object, List<CallerQueueFunction<T>>> ByTarget = [];

    private readonly Action _collected;

    private CallerQueueFunction(Delegate function, Action collected)
    {
        Function = function;
        _collected = collected;
    }

#pragma warning disable MA0055 // that it is collected is the very thing to be told of
    // Nothing holds the function any more, so nobody can ask for it: the queue has no purpose.
    ~CallerQueueFunction() => _collected();
#pragma warning restore MA0055

    public Delegate Function { get; }

    /// <summary>Makes one.</summary>
    /// <param name="function">What the queue calls.</param>
    /// <param name="collected">
    /// Called once when it is gone, on the finalizer's thread; must not hold the function.
    /// </param>
    /// <param name="belongsToQueue">True when the queue has to hold it.</param>
    public static CallerQueueFunction<T> Create(Delegate function, Action collected, out bool belongsToQueue)
    {
        var made = new CallerQueueFunction<T>(function, collected);
        object? target = function.Target;
        belongsToQueue = target is null
            || target.GetType().IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
        if (!belongsToQueue)
        {
            List<CallerQueueFunction<T>> functions = ByTarget.GetOrCreateValue(target!);
            lock (functions) functions.Add(made);
        }

        return made;
    }

    /// <summary>The queue is closed: let it go.</summary>
    public void Forget()
    {
        GC.SuppressFinalize(this);
        if (Function.Target is { } target && ByTarget.TryGetValue(target, out List<CallerQueueFunction<T>>? functions))
        {
            lock (functions) functions.Remove(this);
        }
    }
}
