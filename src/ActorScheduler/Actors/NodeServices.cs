using ActorScheduler.Runtime;
using Microsoft.Extensions.Logging;

namespace ActorScheduler.Actors;

/// <summary>What a node lends to its schedulers.</summary>
internal sealed class NodeServices
{
    public required IActorHost Host { get; init; }

    public required ILoggerFactory LoggerFactory { get; init; }

    /// <summary>Reads the load for everybody.</summary>
    public required ActorRef<LoadActor.Read> Load { get; init; }

    /// <summary>Hands out the tokens of a make jobserver; null when there is none.</summary>
    public ActorRef<JobserverActor.Message>? Jobserver { get; init; }

    /// <summary>How many processors jobs can use.</summary>
    public required int Processors { get; init; }
}
