namespace ActorScheduler.Runtime;

/// <summary>What an actor may do in its turns; not for use from other threads.</summary>
internal interface IActorContext<TMessage>
{
    /// <summary>Itself; may be given to anybody.</summary>
    ActorRef<TMessage> Self { get; }

    /// <summary>Where it lives.</summary>
    IActorHost Host { get; }

    /// <summary>Makes a child. It stops when this actor stops, before it.</summary>
    ActorRef<TChild> Spawn<TChild>(string name, Func<Actor<TChild>> create, Supervision? supervision = null);

    /// <summary>Stops a child, its own children first. What waits in its mailbox is dropped.</summary>
    void Stop<TChild>(ActorRef<TChild> child);

    /// <summary>Stops this actor after this turn.</summary>
    void StopSelf();

    /// <summary>Ends the stop that <see cref="Actor{TMessage}.Stopping"/> has put off, after this turn.</summary>
    void EndStop();

    /// <summary>Sends this actor <paramref name="whenGone"/> when the other stops, or at once when it has.</summary>
    void Watch<TOther>(ActorRef<TOther> other, TMessage whenGone);

    /// <summary>Sends this actor a message after a time; dispose the result to take it back.</summary>
    IDisposable After(TimeSpan due, TMessage message);

    /// <summary>
    /// The only door to asynchronous work: runs it outside of the turn and sends its outcome as a message. The token is
    /// canceled when the actor stops.
    /// </summary>
    void Run<TResult>(Func<CancellationToken, ValueTask<TResult>> work, Func<Outcome<TResult>, TMessage> done);
}
