namespace ActorScheduler.Machines;

/// <summary>What a user of a group tells the group.</summary>
/// <param name="Kind">Which report it is.</param>
/// <param name="Count">Permits: held, wanted or given back, as the kind says.</param>
/// <param name="Held">How many jobs of the user are inside.</param>
/// <param name="Number">The number of a request, or of the recall that is answered; 0 for none.</param>
internal readonly record struct GroupReport(GroupReportKind Kind, int Count = 0, int Held = 0, long Number = 0)
{
    /// <summary>How long the first of those who want a permit has waited.</summary>
    public GroupAge Age { get; init; }

    /// <summary>
    /// Permits that the user has been granted, ever: those on their way to it need not be granted again.
    /// </summary>
    public long Received { get; init; }

    /// <summary>True when somebody must start now or be refused: the group answers as soon as it knows.</summary>
    public bool Urgent { get; init; }

    /// <summary>
    /// The number of a request that the group answers in the same turn, also when it has nothing to give: others stand
    /// behind the asker. 0 for none.
    /// </summary>
    public long Prompt { get; init; }
}
