namespace ActorScheduler.Machines;

/// <summary>One group: its limit, who is in it and who waits for it.</summary>
internal sealed class JobGroup(GroupKey key)
{
    public GroupKey Key { get; } = key;

    /// <summary>How many may be inside; null for no limit, 0 pauses it.</summary>
    public int? Limit;

    /// <summary>How many are inside.</summary>
    public int Held;

    /// <summary>Jobs that were sent to try again and have not tried yet.</summary>
    public int Woken;

    /// <summary>Tickets that name this group: it may be forgotten when there is none.</summary>
    public int Tickets;

    /// <summary>Who stands in line here.</summary>
    public AdmissionQueue Line { get; } = new();

    /// <summary>
    /// Jobs that stand in line elsewhere, need this limited group too and have no reservation yet, the oldest first.
    /// </summary>
    public SortedSet<JobReference> Bystanders { get; } = new(JobOrder.Instance);

    /// <summary>Jobs for which this group is kept.</summary>
    public SortedSet<JobReference> Reservations { get; } = new(JobOrder.Instance);

    public bool IsPaused => Limit == 0;

    public bool IsLimited => Limit is not null;

    public int Room => Limit is { } limit ? Math.Max(0, limit - Held) : int.MaxValue;
}
