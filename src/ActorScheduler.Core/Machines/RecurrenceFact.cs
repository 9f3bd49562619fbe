namespace ActorScheduler.Machines;

/// <summary>
/// What a recurrence has decided or learned. Its state is what its facts make of it, so a journal of them is all that a
/// restart needs. Moments are ticks of UTC.
/// </summary>
internal abstract record RecurrenceFact
{
    private RecurrenceFact()
    {
    }

    /// <summary>Everything up to a moment is decided: these fire times count, and so many were missed.</summary>
    internal sealed record TimesDue(long Through, IReadOnlyList<long> FireTimes, long Missed) : RecurrenceFact;

    /// <summary>A job of it has ended.</summary>
    internal sealed record JobEnded : RecurrenceFact;

    /// <summary>Fire times pass unused from now on.</summary>
    internal sealed record Paused : RecurrenceFact;

    /// <summary>Fire times after a moment count again.</summary>
    internal sealed record Resumed(long Through) : RecurrenceFact;

    /// <summary>No fire time counts any more.</summary>
    internal sealed record Ended : RecurrenceFact;
}
