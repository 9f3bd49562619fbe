using System.Diagnostics;

namespace ActorScheduler.Runtime;

/// <summary>
/// Looks after the crews that make do with one thread, about once a millisecond, on a thread of its own that sleeps
/// while there are none.
/// </summary>
/// <remarks>
/// By real time, whatever the node's clock shows: how long a thread needs is not part of what the clock tells. And not
/// on the pool, all of whose threads may be in long pieces of work when this is needed.
/// </remarks>
/// <param name="start">Starts the thread; null is as usual.</param>
internal sealed class CrewWatch(Action<Thread>? start = null) : IDisposable
{
    private const int MillisecondsBetweenLooks = 1;

    private readonly object _gate = new();
    private readonly List<PoolCrew> _crews = [];
    private bool _started;
    private bool _disposed;

    /// <summary>One thread is enough for this crew, as long as looks at it show that.</summary>
    public void Watch(PoolCrew crew)
    {
        lock (_gate)
        {
            if (_disposed || !TryStart()) return;           // then every piece calls a thread, as before
            crew.BeWatched(Stopwatch.GetTimestamp());
            if (_crews.Contains(crew)) return;
            _crews.Add(crew);
            if (_crews.Count == 1) Monitor.Pulse(_gate);    // else the thread is about to look anyway
        }
    }

    /// <summary>Ends the thread. Every crew is told that one is not enough.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.Pulse(_gate);
        }
    }

    // False when the system gives no thread: it may give one the next time.
    private bool TryStart()
    {
        if (_started) return true;
        var thread = new Thread(Run) { IsBackground = true, Name = "ActorScheduler crews" };
        try
        {
            if (start is null) thread.UnsafeStart();
            else start(thread);
            return _started = true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    private void Run()
    {
        lock (_gate)
        {
            while (!_disposed)
            {
                Monitor.Wait(_gate, _crews.Count == 0 ? Timeout.Infinite : MillisecondsBetweenLooks);
                long now = Stopwatch.GetTimestamp();
                _crews.RemoveAll(crew => !crew.Look(now));
            }

            foreach (PoolCrew crew in _crews) crew.StopBeingWatched();
        }
    }
}
