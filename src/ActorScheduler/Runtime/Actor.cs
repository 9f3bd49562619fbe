namespace ActorScheduler.Runtime;

/// <summary>
/// The behaviour of an actor: one message, one turn, no two turns at a time. A turn never waits and never runs code of
/// a user.
/// An exception that leaves a turn stops the actor, and its supervisor decides what follows.
/// </summary>
internal abstract class Actor<TMessage>
{
    private IActorContext<TMessage>? _context;

    /// <summary>What the actor may do in its turns.</summary>
    protected IActorContext<TMessage> Context =>
        _context ?? throw new InvalidOperationException("An actor has no context before it is spawned.");

    /// <summary>Handles one message.</summary>
    protected internal abstract void Receive(TMessage message);

    /// <summary>Called once before the first message.</summary>
    protected internal virtual void Started()
    {
    }

    /// <summary>Called when the actor gets a thread, before the messages that it handles there.</summary>
    protected internal virtual void Resumed()
    {
    }

    /// <summary>
    /// Called when the actor is to stop, before its children are: what it still has to end outside of itself, it ends
    /// here.
    /// </summary>
    /// <param name="failure">What it failed of; null when it was stopped.</param>
    /// <returns>
    /// True when nothing holds the stop up. False puts it off until <see cref="IActorContext{TMessage}.EndStop"/>;
    /// what the actor is told meanwhile comes to <see cref="Undelivered"/>.
    /// </returns>
    protected internal virtual bool Stopping(Exception? failure) => true;

    /// <summary>Called once after the last message, when all children have stopped.</summary>
    /// <param name="failure">What it failed of; null when it was stopped.</param>
    protected internal virtual void Stopped(Exception? failure)
    {
    }

    /// <summary>
    /// Called for every message that comes once the actor has begun to stop: whoever waits for an answer must hear of
    /// it.
    /// </summary>
    protected internal virtual void Undelivered(TMessage message)
    {
    }

    /// <summary>
    /// Called after <see cref="Stopped"/> for the message whose turn failed: whoever waits for its answer must hear of
    /// it, however far the turn came.
    /// </summary>
    protected internal virtual void Unfinished(TMessage message)
    {
    }

    internal void Attach(IActorContext<TMessage> context) => _context = context;
}
