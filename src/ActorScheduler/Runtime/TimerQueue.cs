using System.Runtime.InteropServices;
using ActorScheduler.Machines;

namespace ActorScheduler.Runtime;

/// <summary>
/// Timers in the order in which they are due, those of one moment in the order in which they were set: a binary heap
/// that knows where each timer stands, so that taking one back costs no more than setting it. Not thread-safe.
/// </summary>
internal sealed class TimerQueue
{
    private readonly List<HostTimer> _heap = [];
    private long _order;

    public int Count => _heap.Count;

    /// <summary>When the next timer is due; null when there is none.</summary>
    public long? NextDue => _heap.Count == 0 ? null : _heap[0].Due;

    public void Set(HostTimer timer, long due)
    {
        Remove(timer);
        timer.Due = due;
        timer.Order = ++_order;
        timer.HeapIndex = _heap.Count;
        _heap.Add(timer);
        Up(timer.HeapIndex);
    }

    public bool Remove(HostTimer timer)
    {
        int index = timer.HeapIndex;
        if (index < 0) return false;
        Ensure.That(index < _heap.Count && _heap[index] == timer, "A timer knows its own place.");
        HostTimer last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        timer.HeapIndex = -1;
        if (last != timer)
        {
            Place(last, index);
            Up(index);
            Down(last.HeapIndex);
        }

        return true;
    }

    /// <summary>Takes the next timer that is due at <paramref name="now"/>; null when none is.</summary>
    public HostTimer? TakeDue(long now)
    {
        if (_heap.Count == 0 || _heap[0].Due > now) return null;
        HostTimer timer = _heap[0];
        Remove(timer);
        return timer;
    }

    private static bool Before(HostTimer a, HostTimer b) => a.Due != b.Due ? a.Due < b.Due : a.Order < b.Order;

    private void Place(HostTimer timer, int index)
    {
        CollectionsMarshal.AsSpan(_heap)[index] = timer;
        timer.HeapIndex = index;
    }

    private void Up(int index)
    {
        HostTimer timer = _heap[index];
        while (index > 0)
        {
            int above = (index - 1) / 2;
            if (!Before(timer, _heap[above])) break;
            Place(_heap[above], index);
            index = above;
        }

        Place(timer, index);
    }

    private void Down(int index)
    {
        HostTimer timer = _heap[index];
        while (true)
        {
            int below = (2 * index) + 1;
            if (below >= _heap.Count) break;
            if (below + 1 < _heap.Count && Before(_heap[below + 1], _heap[below])) below++;
            if (!Before(_heap[below], timer)) break;
            Place(_heap[below], index);
            index = below;
        }

        Place(timer, index);
    }
}
