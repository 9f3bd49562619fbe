namespace ActorScheduler.Machines;

/// <summary>Some exits that are kept together and dropped together.</summary>
internal sealed class ExitSegment(long number, long openedAt)
{
    public long Number { get; } = number;

    public long OpenedAt { get; } = openedAt;

    /// <summary>When the last of them ended.</summary>
    public long LastAt { get; set; } = openedAt;

    public int Count { get; set; }

    /// <summary>Those whose id is that of a key.</summary>
    public List<JobId> Keyed { get; } = [];
}
