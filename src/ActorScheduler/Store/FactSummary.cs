using ActorScheduler.Store.Facts;

namespace ActorScheduler.Store;

/// <summary>What facts say of the beginning and the end of jobs, for those who look on.</summary>
/// <param name="Order">The job's place.</param>
/// <param name="Program">The program of a process that was accepted.</param>
/// <param name="Payload">The data of a named job that was accepted.</param>
/// <param name="Outcome">How it ended; null when it was accepted.</param>
internal readonly record struct FactSummary(
    long Order, string? Program, ReadOnlyMemory<byte> Payload, JobOutcome? Outcome)
{
    /// <summary>The acceptances and ends among some facts, in order.</summary>
    public static IEnumerable<FactSummary> Read(ReadOnlyMemory<byte> facts)
    {
        foreach (Fact fact in FactStream.Read(facts))
        {
            if (fact.Accepted is { Process: { } process } started)
                yield return new FactSummary(started.Order, process.Program, default, null);
            else if (fact.Accepted is { Named: { } named } accepted)
                yield return new FactSummary(accepted.Order, null, named.Payload.Memory, null);
            else if (fact.Exited is { } exited)
                yield return new FactSummary(exited.Order, null, default, (JobOutcome)(exited.Outcome - 1));
        }
    }
}
