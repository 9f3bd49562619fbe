using System.Globalization;

namespace ActorScheduler.TestKit.Swarm;

/// <summary>What one seed does: its mixture of features and faults, its schedulers and its steps. Immutable.</summary>
internal sealed record SwarmPlan
{
    public required ulong Seed { get; init; }

    public required SwarmScenario Scenario { get; init; }

    public required SwarmFeature Features { get; init; }

    public required SwarmFault Faults { get; init; }

    public required IReadOnlyList<SchedulerOptions> Schedulers { get; init; }

    public required IReadOnlyList<SwarmOp> Steps { get; init; }

    /// <summary>Faults taken out of what the seed drew.</summary>
    public SwarmFault Without { get; init; }

    /// <summary>The steps that are kept; null means all.</summary>
    public IReadOnlyCollection<int>? Kept { get; init; }

    /// <summary>The line that runs it again.</summary>
    public string Replay
    {
        get
        {
            string line = string.Create(
                CultureInfo.InvariantCulture, $"actorscheduler simulate --scenario {Scenario.Name} --seed {Seed}");
            if (Without != SwarmFault.None) line += $" --without {Names(Without)}";
            return Kept is null ? line : $"{line} --keep {Ranges.Write(Kept)}";
        }
    }

    /// <summary>The mixture, for people.</summary>
    public string Mixture => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}: {Steps.Count} steps, {Schedulers.Count} schedulers; features {Names(Features)}; "
        + $"faults {Names(Faults)}");

    /// <summary>The same plan with these steps only.</summary>
    public SwarmPlan Keep(IReadOnlyCollection<int> steps) =>
        this with { Kept = steps, Steps = [.. Steps.Where(step => steps.Contains(step.Id))] };

    public static string Names<T>(T flags)
        where T : struct, Enum =>
        flags.ToString().Replace(", ", ",", StringComparison.Ordinal).ToLowerInvariant();
}
