namespace ActorScheduler.Machines;

/// <summary>
/// What a recurrence has decided or learned. Its state is what its facts make of it, whatever the rules were that
/// decided, so a journal of them is all that a restart needs. Moments are ticks of UTC.
/// </summary>
internal abstract record RecurrenceFact
{
    private RecurrenceFact()
    {
    }

    /// <summary>Everything up to a moment is decided.</summary>
    /// <param name="Through">The moment.</param>
    /// <param name="Started">Fire times that get their job now.</param>
    /// <param name="Queued">Fire times whose jobs wait for an earlier one to end.</param>
    /// <param name="Missed">How many were missed and not made up for.</param>
    /// <param name="Skipped">How many were left out because an earlier job had not ended.</param>
    internal sealed record TimesDue(
        long Through, IReadOnlyList<long> Started, IReadOnlyList<long> Queued, long Missed, long Skipped)
        : RecurrenceFact;

    /// <summary>A job of it has ended.</summary>
    internal sealed record JobEnded : RecurrenceFact;

    /// <summary>The first fire time of its queue gets its job now.</summary>
    internal sealed record NextStarted : RecurrenceFact;

    /// <summary>Fire times pass unused from now on.</summary>
    internal sealed record Paused : RecurrenceFact;

    /// <summary>Fire times after a moment count again.</summary>
    internal sealed record Resumed(long Through) : RecurrenceFact;

    /// <summary>It has another timetable, of which fire times after a moment count.</summary>
    internal sealed record Changed(long Through) : RecurrenceFact;

    /// <summary>No fire time counts any more.</summary>
    internal sealed record Ended : RecurrenceFact;
}
