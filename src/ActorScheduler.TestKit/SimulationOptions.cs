using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorScheduler.TestKit;

/// <summary>The rules of a simulation. Immutable; every value is checked when it is set.</summary>
public sealed record SimulationOptions
{
    /// <summary>Steps after which a simulation counts as one that never ends: far more than a test needs.</summary>
    public const long DefaultMaxSteps = 20_000_000;

    /// <summary>How many processors the simulated machine has by default: a number that tests can rely on.</summary>
    public const int DefaultProcessors = 4;

    /// <summary>How many nodes there are; 1 by default. They share time, load and processes.</summary>
    public int Nodes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Nodes));
            field = value;
        }
    } = 1;

    /// <summary>The moment at which virtual time starts; the beginning of 1970 by default.</summary>
    public DateTimeOffset Start { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>How many processors the simulated machine has.</summary>
    public int Processors
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Processors));
            field = value;
        }
    } = DefaultProcessors;

    /// <summary>Steps after which the simulation is given up, because something in it never ends.</summary>
    public long MaxSteps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxSteps));
            field = value;
        }
    } = DefaultMaxSteps;

    /// <summary>Whether the result has the trace as text; it grows with every step.</summary>
    public bool KeepTrace { get; init; }

    /// <summary>Where the nodes' logs go: nowhere by default.</summary>
    public ILoggerFactory LoggerFactory
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(LoggerFactory));
            field = value;
        }
    } = NullLoggerFactory.Instance;

    /// <summary>
    /// The line that a failure prints for running it again; null names the seed only.
    /// </summary>
    public string? Replay { get; init; }
}
