namespace ActorScheduler.Machines;

/// <summary>
/// A stretch of the submissions of one scheduler, between two marks (a barrier or a drain). It counts the jobs of that
/// stretch that have not ended.
/// </summary>
internal class Segment(Epoch epoch)
{
    public Epoch Epoch { get; } = epoch;

    /// <summary>Jobs of this stretch that have not ended.</summary>
    public int Outstanding { get; set; }

    /// <summary>The next stretch; null for the last.</summary>
    public Segment? Next { get; set; }

    /// <summary>Closed: what comes belongs to a later segment.</summary>
    public bool Closed { get; set; }

    /// <summary>Who waits until this stretch and all before it have ended.</summary>
    public List<object>? Drains { get; set; }
}
