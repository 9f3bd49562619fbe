namespace ActorScheduler.Actors;

/// <summary>
/// Items that many threads add and one takes out, all of them at once and in the order in which they came. One word
/// while it is empty, which is what most of a hundred thousand Callers are. A mutable struct: never copy it.
/// </summary>
internal struct CallerStack
{
    private CallerItem? _last;

    public bool HasItems => Volatile.Read(ref _last) is not null;

    public void Push(CallerItem item)
    {
        CallerItem? seen = Volatile.Read(ref _last);
        while (true)
        {
            item.Next = seen;
            CallerItem? found = Interlocked.CompareExchange(ref _last, item, seen);
            if (ReferenceEquals(found, seen)) return;
            seen = found;
        }
    }

    /// <summary>Everything that is there, linked in the order in which it came; null when there is nothing.</summary>
    public CallerItem? TakeAll()
    {
        CallerItem? item = Interlocked.Exchange(ref _last, null);
        CallerItem? first = null;
        while (item is not null)
        {
            CallerItem? before = item.Next;
            item.Next = first;
            first = item;
            item = before;
        }

        return first;
    }
}
