using ActorScheduler.Handlers;
using ActorScheduler.Machines;
using ActorScheduler.Processes;
using ActorScheduler.Runtime;
using ActorScheduler.Store;
using ActorScheduler.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorScheduler.Actors;

/// <summary>What a node lends to its schedulers.</summary>
internal sealed class NodeServices : IDisposable
{
    public required IActorHost Host { get; init; }

    public required ILoggerFactory LoggerFactory { get; init; }

    /// <summary>
    /// Takes what nobody else is told of. Made with the node: the factory may be gone when it is needed.
    /// </summary>
    public required ILogger Logger { get; init; }

    /// <summary>As <see cref="Logger"/>, for all Callers.</summary>
    public required GuardedLogger CallerLogger { get; init; }

    /// <summary>A logger whose failures harm nobody.</summary>
    public ILogger CreateLogger(string category) => new GuardedLogger(LoggerFactory.CreateLogger(category));

    /// <summary>Reads the load for everybody.</summary>
    public required ActorRef<LoadActor.Read> Load { get; init; }

    /// <summary>Hands out the tokens of a make jobserver; null when there is none.</summary>
    public ActorRef<JobserverActor.Message>? Jobserver { get; init; }

    /// <summary>The groups that have a limit, whoever uses them.</summary>
    public required NodeGroups Groups { get; init; }

    /// <summary>The Callers that live here.</summary>
    public CallerSet Callers { get; } = new();

    /// <summary>How many processors jobs can use.</summary>
    public required int Processors { get; init; }

    /// <summary>Starts and watches child processes.</summary>
    public required IProcessLauncher Launcher { get; init; }

    /// <summary>What runs named jobs.</summary>
    public required HandlerTable Handlers { get; init; }

    /// <summary>Keeps what durable schedulers decide; null when there are none.</summary>
    public IStore? Store { get; init; }

    /// <summary>Where the facts of a scheduler go; null when nobody keeps them.</summary>
    public Func<SchedulerCore, IFactLog>? FactsOf { get; init; }

    /// <summary>When journals get snapshots.</summary>
    public SnapshotPace Snapshots { get; init; } = SnapshotPace.Usual;

    /// <summary>What every child gets, besides its own: variables, and open descriptors.</summary>
    public IReadOnlyDictionary<string, string?>? ExtraEnvironment { get; init; }

    /// <summary>Descriptors that every child gets under the same numbers.</summary>
    public IReadOnlyList<InheritedDescriptor> InheritedDescriptors { get; init; } = [];

    /// <summary>A child with what every child gets.</summary>
    public ProcessStartSpec SpecOf(ProcessJob job) =>
        new(job) { ExtraEnvironment = ExtraEnvironment, InheritedDescriptors = InheritedDescriptors };

    public void Dispose() => Launcher.Dispose();
}
