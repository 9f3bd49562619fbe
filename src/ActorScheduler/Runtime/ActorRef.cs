namespace ActorScheduler.Runtime;

/// <summary>Refers to an actor. Holding one keeps nothing alive but a mailbox.</summary>
internal abstract class ActorRef<TMessage>
{
    /// <summary>Its name, for logs.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Posts a message: never blocks, never throws, first in first out for one sender, at most once. What is sent to an
    /// actor that has stopped is dropped.
    /// </summary>
    public abstract void Tell(TMessage message);

    /// <summary>
    /// As <see cref="Tell"/>, for a thread that has nothing else to do: the actor's turn may run on it before this
    /// returns. Never call it from inside a turn or from code of a user.
    /// </summary>
    public virtual void TellAndHelp(TMessage message) => Tell(message);
}
