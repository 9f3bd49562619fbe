using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ActorScheduler.Actors;

/// <summary>
/// Finds Callers of this process: by id, and by the thread or synchronization context that they are bound to. One that
/// stops is forgotten as soon as it begins to (CALL-7, CALL-10).
/// </summary>
internal static class CallerRegistry
{
    private static readonly ConcurrentDictionary<long, CallerCore> ById = new();
    private static readonly ConditionalWeakTable<object, CallerCore> ByThread = [];
    private static readonly Lock BindGate = new();
    private static long _lastId;
    private static WeakReference<Thread>? _mainThread;

    /// <summary>Ids are numbers of our own: those of threads are used again (CALL-1).</summary>
    public static long NextId() => Interlocked.Increment(ref _lastId);

    public static CallerCore? Find(long id) => ById.TryGetValue(id, out CallerCore? caller) ? caller : null;

    public static IEnumerable<CallerCore> All => ById.Values.OrderBy(static caller => caller.Id);

    public static void Add(CallerCore caller) => ById[caller.Id] = caller;

    public static void Remove(CallerCore caller) => ById.TryRemove(caller.Id, out _);

    /// <summary>The Caller that lives on the process's main thread; null when there is none.</summary>
    public static CallerCore? Main
    {
        get
        {
            lock (BindGate)
            {
                return _mainThread is { } main && main.TryGetTarget(out Thread? thread) ? FindBound(thread) : null;
            }
        }
    }

    /// <summary>The Caller of this thread, or the one that is made for it; never two (CALL-1).</summary>
    /// <param name="key">What it is bound to: the synchronization context of the thread, or the thread.</param>
    /// <param name="make">Makes one.</param>
    public static (CallerCore Caller, bool IsNew) GetOrBind(object key, Func<CallerCore> make)
    {
        lock (BindGate)
        {
            if (FindBound(key) is { } bound) return (bound, false);
            CallerCore made = make();
            ByThread.AddOrUpdate(key, made);
            Thread here = Thread.CurrentThread;
            // The runtime gives the number 1 to the thread that the process starts with.
            if (here.ManagedThreadId == 1)
            {
                _mainThread = new WeakReference<Thread>(here);
                ByThread.AddOrUpdate(here, made);
            }

            return (made, true);
        }
    }

    public static void Unbind(object key, CallerCore caller)
    {
        lock (BindGate)
        {
            RemoveBinding(key, caller);
            if (_mainThread is { } main && main.TryGetTarget(out Thread? thread)) RemoveBinding(thread, caller);
        }
    }

    private static void RemoveBinding(object key, CallerCore caller)
    {
        if (ByThread.TryGetValue(key, out CallerCore? bound) && bound == caller) ByThread.Remove(key);
    }

    private static CallerCore? FindBound(object key) =>
        ByThread.TryGetValue(key, out CallerCore? bound) && bound.State < CallerState.Stopping ? bound : null;
}
