using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorScheduler;

/// <summary>What a node takes from its surroundings. Immutable.</summary>
public sealed record NodeOptions
{
    /// <summary>The source of time: the system's by default.</summary>
    public TimeProvider TimeProvider
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(TimeProvider));
            field = value;
        }
    } = TimeProvider.System;

    /// <summary>Where logs go: nowhere by default.</summary>
    public ILoggerFactory LoggerFactory
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(LoggerFactory));
            field = value;
        }
    } = NullLoggerFactory.Instance;

    /// <summary>Where the node's random numbers and ids start; drawn by the operating system when null.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Reads the machine's load; null means the operating system's own figures.</summary>
    public ILoadSource? LoadSource { get; init; }

    /// <summary>
    /// A make jobserver: every running job of the node then needs one of its tokens, besides its scheduler's own
    /// limits. The node does not dispose it.
    /// </summary>
    public MakeJobserver? Jobserver { get; init; }

    /// <summary>What runs named jobs. Changes after the node's start are not seen.</summary>
    public JobHandlers Handlers
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Handlers));
            field = value;
        }
    } = JobHandlers.Empty();

    /// <summary>
    /// Where durable schedulers keep their jobs; null when there are none. The node does not dispose it.
    /// </summary>
    public IStore? Store { get; init; }

    /// <summary>How child processes are started and watched.</summary>
    public ProcessSettings Processes
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Processes));
            field = value;
        }
    } = new();
}
