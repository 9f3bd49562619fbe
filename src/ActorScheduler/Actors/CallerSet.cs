namespace ActorScheduler.Actors;

/// <summary>The Callers of a node that are nobody's children and have not stopped. Thread-safe.</summary>
internal sealed class CallerSet
{
    private readonly HashSet<CallerCore> _callers = [];

    public void Add(CallerCore caller)
    {
        lock (_callers) _callers.Add(caller);
    }

    public void Remove(CallerCore caller)
    {
        lock (_callers) _callers.Remove(caller);
    }

    public CallerCore[] ToArray()
    {
        lock (_callers) return [.. _callers];
    }
}
