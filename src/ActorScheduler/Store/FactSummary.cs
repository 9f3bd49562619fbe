using ActorScheduler.Store.Facts;

namespace ActorScheduler.Store;

/// <summary>What facts say of the beginning and the end of jobs, for those who look on.</summary>
/// <param name="Order">The job's place.</param>
/// <param name="Program">The program of a process that was accepted.</param>
/// <param name="Payload">The data of a named job that was accepted.</param>
/// <param name="Outcome">How it ended; null when it has not.</param>
internal readonly record struct FactSummary(
    long Order, string? Program, ReadOnlyMemory<byte> Payload, JobOutcome? Outcome)
{
    /// <summary>When it ended, in ticks of UTC.</summary>
    public long EndedAt { get; init; }

    /// <summary>It was set aside, since its node died too often while it ran.</summary>
    public bool SetAside { get; init; }

    /// <summary>The id of a job that was accepted.</summary>
    public JobId Job { get; init; }

    /// <summary>For which fire time of a recurring job it was accepted; null for other jobs.</summary>
    public long? FireTime { get; init; }

    /// <summary>Which attempt of it was started; 0 for an acceptance or an end.</summary>
    public int Started { get; init; }

    /// <summary>The acceptances, starts and ends among some facts, in order.</summary>
    public static IEnumerable<FactSummary> Read(ReadOnlyMemory<byte> facts)
    {
        foreach (Fact fact in FactStream.Read(facts))
        {
            if (fact.Accepted is { } accepted) yield return Of(accepted);
            else if (fact.Started is { } started)
                yield return new FactSummary(started.Order, null, default, null) { Started = started.Attempt };
            else if (fact.Exited is { } exited)
                yield return new FactSummary(exited.Order, null, default, (JobOutcome)(exited.Outcome - 1))
                {
                    EndedAt = exited.At,
                    SetAside = exited.Quarantined,
                };
        }
    }

    private static FactSummary Of(JobAccepted accepted) => new(
        accepted.Order, accepted.Process?.Program, accepted.Named?.Payload.Memory ?? default, null)
    {
        Job = new JobId(accepted.Origin, accepted.Sequence),
        FireTime = accepted.Settings?.FireTime?.At,
    };
}
