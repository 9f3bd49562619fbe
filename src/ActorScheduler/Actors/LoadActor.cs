using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// Reads the machine's load for all schedulers of a node. Requests that come while a reading is under way share the
/// next one, so that many schedulers cost no more readings than one.
/// </summary>
internal sealed class LoadActor(ILoadSource source) : Actor<LoadActor.Read>
{
    private readonly List<(LoadSignal Signal, ActorRef<SchedulerMessage> ReplyTo)> _waiting = [];
    private bool _reading;

    protected internal override void Receive(Read message)
    {
        if (message.ReplyTo is { } replyTo) _waiting.Add((message.Signal, replyTo));
        else _reading = false;
        if (!_reading && _waiting.Count > 0) StartReading();
    }

    // The source may be a user's: it is read outside of the turn.
    private void StartReading()
    {
        _reading = true;
        (LoadSignal Signal, ActorRef<SchedulerMessage> ReplyTo)[] readers = [.. _waiting];
        _waiting.Clear();
        Context.Run(
            _ =>
            {
                foreach (var group in readers.GroupBy(r => r.Signal))
                    Answer(group.Key, group.Select(r => r.ReplyTo));
                return ValueTask.FromResult(true);
            },
            static _ => new Read(default, null));
    }

    private void Answer(LoadSignal signal, IEnumerable<ActorRef<SchedulerMessage>> readers)
    {
        object? value = null;
        try
        {
            value = source.Read(signal);
        }
        catch (Exception e)
        {
            // Unreadable counts as overloaded (PORT-39); what is wrong goes to the log.
            Context.Host.ReportFailure("The load could not be read", e);
        }

        foreach (ActorRef<SchedulerMessage> reader in readers)
            reader.Tell(new SchedulerMessage(SchedulerMessageKind.LoadRead, new SchedulerCommand(Detail: value)));
    }

    /// <summary>Read a figure and tell it; without a receiver: the reading that was under way has ended.</summary>
    internal sealed record Read(LoadSignal Signal, ActorRef<SchedulerMessage>? ReplyTo);
}
