using ActorScheduler.TestKit.Swarm;

namespace ActorScheduler.Cli.Simulate;

/// <summary>What <c>simulate</c> was asked to do.</summary>
internal sealed class SimulateOptions
{
    /// <summary>Seeds without a number of them: enough to see something, and over in a moment.</summary>
    public const int DefaultSeeds = 100;

    /// <summary>The first seed.</summary>
    public ulong? Seed { get; set; }

    /// <summary>
    /// How many seeds from there on; null means one for a given seed, <see cref="DefaultSeeds"/> else.
    /// </summary>
    public int? Seeds { get; set; }

    public SwarmScenario Scenario { get; set; } = SwarmScenario.Standard;

    /// <summary>Faults that are left out.</summary>
    public SwarmFault Without { get; set; }

    /// <summary>Steps of the plan that are kept; null means all.</summary>
    public IReadOnlyCollection<int>? Keep { get; set; }

    /// <summary>Print what happens, step by step.</summary>
    public bool Trace { get; set; }

    /// <summary>Print a line a seed with the fingerprint of its trace.</summary>
    public bool Fingerprints { get; set; }

    public bool Help { get; set; }

    public bool Version { get; set; }

    public ulong FirstSeed => Seed ?? 1;

    public int Count => Seeds ?? (Seed is null ? DefaultSeeds : 1);
}
