namespace ActorScheduler;

/// <summary>
/// On which thread a Caller runs what it is asked to call. Whichever it is, two calls never run at the same time.
/// </summary>
public enum CallerThread : byte
{
    /// <summary>A thread of its own, that lives as long as the Caller.</summary>
    Dedicated,

    /// <summary>Threads of the pool, one after the other. A Caller that has nothing to do costs no thread.</summary>
    ThreadPool,

    /// <summary>
    /// The thread that made it: through the <c>SynchronizationContext</c> that is current there, or, where there is
    /// none, through <c>Caller.RunAsync</c>, which runs the calls on the thread that calls it.
    /// </summary>
    Current,
}
