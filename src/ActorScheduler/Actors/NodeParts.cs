using ActorScheduler.Machines;
using ActorScheduler.Processes;
using ActorScheduler.Runtime;
using ActorScheduler.Store;

namespace ActorScheduler.Actors;

/// <summary>The ports of a node: what it reaches the machine by, and a simulator puts in their place.</summary>
internal sealed class NodeParts
{
    /// <summary>Gives turns, time, chance and threads; the node disposes it.</summary>
    public required IActorHost Host { get; init; }

    /// <summary>Reads the load.</summary>
    public required ILoadSource Load { get; init; }

    /// <summary>Starts processes; the node disposes it.</summary>
    public required IProcessLauncher Launcher { get; init; }

    /// <summary>How many processors jobs can use.</summary>
    public required int Processors { get; init; }

    /// <summary>Where the facts of a scheduler go; null when nobody keeps them.</summary>
    public Func<SchedulerCore, IFactLog>? FactsOf { get; init; }

    /// <summary>When journals get snapshots.</summary>
    public SnapshotPace Snapshots { get; init; } = SnapshotPace.Usual;
}
