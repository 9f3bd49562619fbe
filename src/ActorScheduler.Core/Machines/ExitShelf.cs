namespace ActorScheduler.Machines;

/// <summary>
/// Which exits a durable scheduler keeps, and for how long. They stand in segments, which are dropped whole: when all
/// of a segment are old enough, or when there are too many, the oldest first. The newest segment is dropped for its
/// age only.
/// </summary>
internal sealed class ExitShelf(TimeSpan keep, int most)
{
    /// <summary>How many segments there are when all is full: what is dropped at once is a sixteenth.</summary>
    private const int Parts = 16;

    /// <summary>
    /// Most exits of a segment: a snapshot names their keys in one fact, which must not grow too large.
    /// </summary>
    public const int LargestSegment = 1_000_000;

    private readonly Queue<ExitSegment> _segments = new();
    private readonly Dictionary<JobId, ExitSegment> _keyed = [];
    private ExitSegment? _newest;

    /// <summary>False when nothing is kept.</summary>
    public bool Keeps { get; } = keep > TimeSpan.Zero;

    /// <summary>How many exits are kept.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them have the id of a key.</summary>
    public int KeyedCount => _keyed.Count;

    /// <summary>The segments, the oldest first.</summary>
    public IReadOnlyCollection<ExitSegment> Segments => _segments;

    /// <summary>True when an exit of this moment must not go into the newest segment.</summary>
    public bool NeedsSegment(long now) => _newest is null
        || now - _newest.OpenedAt >= keep.Ticks / Parts || _newest.Count >= Math.Clamp(most / Parts, 1, LargestSegment);

    /// <summary>The number that the next segment has.</summary>
    public long NextNumber { get; private set; } = 1;

    /// <summary>Opens a segment; it is the newest now.</summary>
    public ExitSegment Open(long number, long now)
    {
        Ensure.That(number >= NextNumber, "Segments have rising numbers.");
        NextNumber = number + 1;
        _segments.Enqueue(_newest = new ExitSegment(number, now));
        return _newest;
    }

    /// <summary>Puts an exit into the newest segment.</summary>
    public ExitSegment Place(JobId job, bool isKeyed, long at)
    {
        ExitSegment segment = _newest!;
        segment.Count++;
        segment.LastAt = Math.Max(segment.LastAt, at);
        Count++;
        if (isKeyed) AddKey(segment, job);
        return segment;
    }

    /// <summary>Takes over what is known of a segment that was just opened.</summary>
    public void Fill(ExitSegment segment, int count, long lastAt, IEnumerable<JobId> keyed)
    {
        Count += count - segment.Count;
        (segment.Count, segment.LastAt) = (count, lastAt);
        foreach (JobId job in keyed) AddKey(segment, job);
    }

    /// <summary>True when the key of this id must not be taken anew.</summary>
    public bool HasKey(JobId job, long now) =>
        _keyed.TryGetValue(job, out ExitSegment? segment) && !IsOld(segment, now);

    /// <summary>Segments below this number are to be dropped; 0 when none is.</summary>
    public long FirstToKeep(long now)
    {
        long first = 0;
        int left = Count;
        foreach (ExitSegment segment in _segments)
        {
            bool isTooMuch = left > most && segment != _newest;
            if (!IsOld(segment, now) && !isTooMuch) break;
            left -= segment.Count;
            first = segment.Number + 1;
        }

        return first;
    }

    /// <summary>Drops segments below a number.</summary>
    public void DropBelow(long first)
    {
        while (_segments.TryPeek(out ExitSegment? segment) && segment.Number < first)
        {
            _segments.Dequeue();
            Count -= segment.Count;
            foreach (JobId job in segment.Keyed)
            {
                if (_keyed.GetValueOrDefault(job) == segment) _keyed.Remove(job);
            }

            if (segment == _newest) _newest = null;
        }
    }

    private bool IsOld(ExitSegment segment, long now) => now - segment.LastAt >= keep.Ticks;

    private void AddKey(ExitSegment segment, JobId job)
    {
        segment.Keyed.Add(job);
        _keyed[job] = segment;
    }
}
