using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// A group with a limit: owns its <see cref="GroupMachine"/>, hands it each message and sends what it says. It lives
/// while the group has a limit; a group without one needs no actor.
/// </summary>
internal sealed class GroupActor(GroupKey key) : Actor<GroupMessage>
{
    private readonly GroupMachine _machine = new();

    protected internal override void Receive(GroupMessage message)
    {
        switch (message)
        {
            case GroupMessage.Reported reported: _machine.Receive(reported.User, reported.Report); break;
            case GroupMessage.SetLimit set: _machine.SetLimit(set.Limit, set.Joining); break;
            case GroupMessage.Clear: Context.StopSelf(); return;
            default: throw new InvariantException($"Message {message} has no handler.");
        }

        foreach ((object user, GroupOrder order) in _machine.Outbox)
        {
            var command = new SchedulerCommand(Context.Self, new GroupNews.Ordered(key, order));
            ((ActorRef<SchedulerMessage>)user).Tell(new SchedulerMessage(SchedulerMessageKind.GroupNews, command));
        }

        _machine.Outbox.Clear();
    }
}
