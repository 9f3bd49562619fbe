using System.Runtime.CompilerServices;

namespace ActorScheduler.Machines;

/// <summary>
/// The rules of giving items in the order in which they end: when the source may be asked for more, which item comes
/// next, when it is over. Pure. What has ended is given before the source's failure, and that before anything that
/// still runs is waited for.
/// </summary>
/// <param name="maxConcurrent">Most items that have not ended at once; null means no limit.</param>
internal sealed class CompletionOrder<T>(int? maxConcurrent)
    where T : class
{
    /// <summary>
    /// With a limit, the source rests while so many ended items are left to read: a slow reader costs bounded memory.
    /// </summary>
    public const int MaxUnread = 10_000;

    private static readonly object Mark = new();

    // By weak reference: an endless source must not keep everything alive that it ever gave.
    private readonly ConditionalWeakTable<T, object> _seen = [];
    private readonly HashSet<T> _unfinished = [];
    private readonly Queue<T> _ended = new();
    private bool _sourceEnded;

    /// <summary>What the source failed of.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Items that were taken in and have not ended.</summary>
    public IReadOnlyCollection<T> Unfinished => _unfinished;

    /// <summary>True when the source may be asked for its next item.</summary>
    public bool MayPull =>
        !_sourceEnded && (maxConcurrent is not { } limit || (_unfinished.Count < limit && _ended.Count < MaxUnread));

    /// <summary>The source gave an item; false when it gave it before, and it counts once (CALL-82).</summary>
    public bool Take(T item)
    {
        Ensure.That(!_sourceEnded, "A source that has ended gives nothing.");
        return _seen.TryAdd(item, Mark) && _unfinished.Add(item);
    }

    /// <summary>An item has ended. One that is not known, or was told before, changes nothing.</summary>
    public void ItemEnded(T item)
    {
        if (_unfinished.Remove(item)) _ended.Enqueue(item);
    }

    /// <summary>The source has no more, or has failed.</summary>
    public void SourceEnded(Exception? failure)
    {
        _sourceEnded = true;
        Failure ??= failure;
    }

    /// <summary>What comes next.</summary>
    public CompletionStep Next(out T? item)
    {
        if (_ended.TryDequeue(out item)) return CompletionStep.Item;
        if (Failure is not null) return CompletionStep.Fail;
        return _sourceEnded && _unfinished.Count == 0 ? CompletionStep.End : CompletionStep.Wait;
    }
}
