namespace ActorScheduler.Machines;

/// <summary>One group as one user sees it: its limit, who of the user's jobs is in it and who waits for it.</summary>
/// <param name="key">Its name.</param>
/// <param name="fallback">How many of this user's jobs may be inside while the group has no limit of its own; null for
/// no limit.</param>
internal sealed class JobGroup(GroupKey key, int? fallback = null)
{
    // Most groups never see anybody wait: what is needed for that is made when it is.
    private AdmissionQueue? _line;
    private SortedSet<JobReference>? _bystanders;
    private SortedSet<JobReference>? _reservations;
    private SortedSet<JobReference>? _askers;

    public GroupKey Key { get; } = key;

    /// <summary>
    /// How many may be inside; null for no limit, 0 pauses it. Not used while there is a <see cref="Loan"/>.
    /// </summary>
    public int? Limit;

    /// <summary>The permits lent by the node's group; null while that has no limit.</summary>
    public GroupLoan? Loan;

    /// <summary>How many are inside.</summary>
    public int Held;

    /// <summary>Jobs that were sent to try again and have not tried yet.</summary>
    public int Woken;

    /// <summary>Tickets that name this group: it may be forgotten when there is none.</summary>
    public int Tickets;

    /// <summary>The last prompt request, of all lenders that the group has had.</summary>
    public long Prompts;

    /// <summary>The last prompt request that was answered, or went to a lender that is none any more.</summary>
    public long Heard;

    /// <summary>True when nobody knows it any more: whoever names its key gets another.</summary>
    public bool IsForgotten;

    /// <summary>True while its askers are to be looked at.</summary>
    public bool InReview;

    /// <summary>Who stands in line here.</summary>
    public AdmissionQueue Line => _line ??= new AdmissionQueue();

    /// <summary>
    /// Jobs that stand in line elsewhere, need this limited group too and have no reservation yet, the oldest first.
    /// </summary>
    public SortedSet<JobReference> Bystanders => _bystanders ??= new SortedSet<JobReference>(JobOrder.Instance);

    /// <summary>Jobs for which this group is kept.</summary>
    public SortedSet<JobReference> Reservations => _reservations ??= new SortedSet<JobReference>(JobOrder.Instance);

    /// <summary>
    /// Jobs that wait to hear from a lender whether they can start: those that start now or not at all, and those that
    /// hold the line; kept before those behind them.
    /// </summary>
    public SortedSet<JobReference> Askers => _askers ??= new SortedSet<JobReference>(JobOrder.Instance);

    public JobReference? FirstInLine => _line?.First;

    public int LineCount => _line?.Count ?? 0;

    public JobReference? FirstBystander => _bystanders?.Min;

    public JobReference? FirstReservation => _reservations?.Min;

    public JobReference? FirstAsker => _askers?.Min;

    /// <summary>The limit that people are told of.</summary>
    public int? StatedLimit => Loan?.Terms.Limit ?? Limit ?? fallback;

    public bool IsPaused => StatedLimit == 0;

    public bool IsLimited => StatedLimit is not null;

    /// <summary>How many of this user's jobs may be inside now.</summary>
    public int? Cap => Loan is { } loan ? loan.Share : Limit ?? fallback;

    // Permits that were on their way when the group was paused are no room.
    public int Room => Cap is { } cap ? (IsPaused ? 0 : Math.Max(0, cap - Held)) : int.MaxValue;
}
