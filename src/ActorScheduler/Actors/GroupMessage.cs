using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>What a <see cref="GroupActor"/> is told.</summary>
internal abstract record GroupMessage
{
    private GroupMessage() { }

    /// <summary>Let Limit jobs in. Nothing is lent before all of Joining have said how many they have inside.</summary>
    public sealed record SetLimit(int Limit, IReadOnlyList<ActorRef<SchedulerMessage>> Joining) : GroupMessage;

    /// <summary>The limit was cleared, and nobody needs a permit any more: stop.</summary>
    public sealed record Clear : GroupMessage;

    /// <summary>A user reports.</summary>
    public sealed record Reported(ActorRef<SchedulerMessage> User, GroupReport Report) : GroupMessage;
}
