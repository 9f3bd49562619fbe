using ActorScheduler.Actors;
using Microsoft.Extensions.Logging;

namespace ActorScheduler;

/// <summary>
/// Calls functions on one thread, one at a time, in the order in which they were asked for. Asynchronous functions
/// overlap: each starts in its turn, and what follows an <c>await</c> resumes on the same thread. Make one with
/// <see cref="SchedulerNode.CreateCaller"/>. All members are thread-safe; none waits, except by a task that it returns.
/// </summary>
public sealed partial class Caller : IAsyncDisposable
{
    private readonly CallerCore _core;

    internal Caller(CallerCore core) => _core = core;

    /// <summary>The Caller on whose thread this code runs; null when that is none's.</summary>
    public static Caller? Current => CallerCore.OnThread?.Caller;

    /// <summary>The id of <see cref="Current"/>; null when there is none (CALL-9).</summary>
    public static long? CurrentId => CallerCore.OnThread?.Id;

    /// <summary>
    /// The Caller that was made for the thread that the process began with, by <see cref="CallerThread.Current"/>; null
    /// when none was.
    /// </summary>
    public static Caller? Main => CallerRegistry.Main?.Caller;

    /// <summary>
    /// The call that this code runs in, awaits included; null outside of calls (CALL-45). In the function of a queue it
    /// is the queue's <see cref="CallQueue{T}.Completion"/>.
    /// </summary>
    public static JobHandle? CurrentJob => AmbientJob.Job;

    /// <summary>Names this Caller in this process, for ever: ids are not used again.</summary>
    public long Id => _core.Id;

    /// <summary>Its name, for logs and people; need not be unique.</summary>
    public string Name => _core.Name;

    /// <summary>On which thread it runs what it calls.</summary>
    public CallerThread Thread => _core.Setup.Thread;

    /// <summary>Its settings as they were given, or as its parent gave them.</summary>
    public CallerOptions Options => _core.Setup.Options;

    /// <summary>Where it is in its life, at this moment.</summary>
    public CallerState State => _core.State;

    /// <summary>
    /// The Caller that made it as a child; null when none did, and once that one has stopped (CALL-32).
    /// </summary>
    public Caller? Parent => _core.Parent is { State: < CallerState.Stopped } parent ? parent.Caller : null;

    /// <summary>Its children that have not stopped, workers included, as they are at this moment (CALL-30).</summary>
    public IReadOnlyList<Caller> Children => [.. _core.Children.Select(static child => ((CallerCore)child).Caller)];

    /// <summary>Where it logs what nobody else is told of: failures of posted actions and of items of queues.</summary>
    public ILogger Logger => _core.Logger;

    /// <summary>
    /// Gets what code run by this Caller writes to the console; null, the default, means that nobody does. Children
    /// made later start with their parent's (CALL-71).
    /// </summary>
    public IOutputTap? OutputTap
    {
        get => _core.OutputTap;
        set => _core.OutputTap = value;
    }

    /// <summary>
    /// The synchronization context that brings code to its thread: what is posted to it runs there, also while it
    /// stops.
    /// </summary>
    public SynchronizationContext SynchronizationContext => _core.Context;

    /// <summary>The Caller of that id. It is not found any more as soon as it begins to stop (CALL-7).</summary>
    /// <param name="id">Its <see cref="Id"/>.</param>
    /// <param name="caller">The Caller, when there is one.</param>
    public static bool TryGet(long id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Caller? caller)
    {
        caller = CallerRegistry.Find(id)?.Caller;
        return caller is not null;
    }

    /// <summary>The Callers of this process, of all nodes, in the order in which they were made (CALL-8).</summary>
    /// <param name="runningOnly">False to have those too that have not started yet.</param>
    public static IReadOnlyList<Caller> All(bool runningOnly = true) =>
        [.. CallerRegistry.All.Where(c => !runningOnly || c.State == CallerState.Running).Select(static c => c.Caller)];

    /// <summary>
    /// The child of that name; made and started when there is none. Only its own children are looked at (CALL-27).
    /// Children stop with their parent.
    /// </summary>
    /// <param name="name">The child's name; null makes a new child in any case.</param>
    /// <param name="thread">
    /// The child's thread; null means as this Caller's, or a thread of its own when this one has the current.
    /// </param>
    /// <param name="options">
    /// The child's settings; null means this Caller's, but neither protected nor waiting to be started.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// There is one with another kind of thread (CALL-28), or this Caller stops (CALL-33).
    /// </exception>
    /// <exception cref="ArgumentException">The current thread is asked for: a child cannot have it.</exception>
    public Caller GetOrAddChild(string? name = null, CallerThread? thread = null, CallerOptions? options = null)
    {
        if (name is { Length: 0 })
            throw new ArgumentException("A name must not be empty; null means none.", nameof(name));
        CallerThread kind = thread ?? (Thread == CallerThread.Current ? CallerThread.Dedicated : Thread);
        if (kind is not (CallerThread.Dedicated or CallerThread.ThreadPool))
            throw new ArgumentException("A child has a thread of its own, or the pool's.", nameof(thread));
        return _core.GetOrAddChild(name, kind, options ?? _core.Setup.ChildOptions).Caller;
    }

    /// <summary>Name and state.</summary>
    public override string ToString() => $"{Name} ({State})";

    internal CallerCore Core => _core;
}
