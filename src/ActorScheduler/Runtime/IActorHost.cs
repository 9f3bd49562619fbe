namespace ActorScheduler.Runtime;

/// <summary>
/// Where actors live: gives them turns, time, chance and threads. The thread pool is one host; a simulator or another
/// actor system can be others.
/// </summary>
internal interface IActorHost : IDisposable
{
    /// <summary>The time, in ticks of 100 ns of UTC, never going back.</summary>
    long Now { get; }

    /// <summary>The source of time, for adapters.</summary>
    TimeProvider Time { get; }

    /// <summary>Messages that an actor handles at most before it lets others have the thread.</summary>
    int TurnBudget { get; }

    /// <summary>The next random number. Any thread.</summary>
    ulong NextRandom();

    /// <summary>Makes an actor that has no parent. The refs it gives out live until it stops.</summary>
    /// <param name="name">Its name, for logs.</param>
    /// <param name="create">Makes its behaviour; called again when it is started anew.</param>
    /// <param name="failed">Told when it failed and stopped for good.</param>
    /// <param name="crew">Who gives it its turns; null for any of the host's threads.</param>
    ActorRef<TMessage> Spawn<TMessage>(
        string name, Func<Actor<TMessage>> create, Action<Exception>? failed = null, Crew? crew = null);

    /// <summary>Stops an actor that has no parent, its children first. What waits in its mailbox is dropped.</summary>
    void Stop<TMessage>(ActorRef<TMessage> actor);

    /// <summary>Gives a cell a turn, later and on any thread. The cell asks for it once until it has had it.</summary>
    void Activate(ActorCell cell);

    /// <summary>Runs a piece of work that is not a turn: a job's own code, an effect, a continuation.</summary>
    /// <param name="item">The work.</param>
    /// <param name="preferLocal">True when the caller's thread is about to be free and should take it.</param>
    void Execute(IThreadPoolWorkItem item, bool preferLocal);

    /// <summary>Makes a crew for an actor, whose turns and work take less of the host so than piece by piece.</summary>
    Crew CreateCrew();

    /// <summary>
    /// Where continuations of tasks run that cannot run where the task ends, because whoever made it does not want it.
    /// </summary>
    TaskScheduler Tasks { get; }

    /// <summary>Makes a thread of its own for turns of somebody who must always have the same one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="turn">Runs a turn; called on that thread only.</param>
    TurnRunner CreateThread(string name, Func<LoopTurn> turn);

    /// <summary>Fires <paramref name="timer"/> at or after <paramref name="due"/>, once, on any thread.</summary>
    void SetTimer(HostTimer timer, long due);

    /// <summary>Takes a timer back; one that has fired, or was never set, is left alone.</summary>
    void CancelTimer(HostTimer timer);

    /// <summary>A failure that nobody else can be told of.</summary>
    void ReportFailure(string where, Exception exception);
}
