using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// Hands the tokens of a make jobserver to the schedulers of a node, in the order in which they asked.
/// </summary>
internal sealed class JobserverActor(MakeJobserver jobserver) : Actor<JobserverActor.Message>
{
    private readonly Queue<ActorRef<SchedulerMessage>> _waiting = new();
    private readonly Stack<JobserverToken> _lent = new();
    private bool _acquiring;
    private bool _gone;

    protected internal override void Receive(Message message)
    {
        switch (message.Kind)
        {
            case Kind.Request:
                _waiting.Enqueue(message.ReplyTo!);
                break;
            case Kind.Acquired:
                _acquiring = false;
                Grant(message.Token!);
                break;
            case Kind.Failed:
                // Disposed under running jobs: from now on it limits nothing, as one that broke (PORT-43).
                _acquiring = false;
                _gone = true;
                break;
            default:
                if (_lent.TryPop(out JobserverToken? token)) jobserver.Release(token);
                break;
        }

        if (_gone) GrantAll();
        else if (!_acquiring) Serve();
    }

    // What is there is taken at once; only waiting needs another thread.
    private void Serve()
    {
        while (_waiting.Count > 0 && jobserver.TryAcquire() is { } token) Grant(token);
        if (_waiting.Count > 0) Acquire();
    }

    private void Grant(JobserverToken token)
    {
        _lent.Push(token);
        _waiting.Dequeue().Tell(new SchedulerMessage(SchedulerMessageKind.TokenGranted));
    }

    private void GrantAll()
    {
        while (_waiting.TryDequeue(out ActorRef<SchedulerMessage>? scheduler))
            scheduler.Tell(new SchedulerMessage(SchedulerMessageKind.TokenGranted));
    }

    // Whoever held a token has ended, or is gone with its scheduler.
    protected internal override void Stopped(Exception? failure)
    {
        while (_lent.TryPop(out JobserverToken? token)) jobserver.Release(token);
    }

    // A token that came while the actor stopped goes back at once.
    protected internal override void Undelivered(Message message)
    {
        if (message.Token is { } token) jobserver.Release(token);
    }

    private void Acquire()
    {
        _acquiring = true;
        Context.Run(
            jobserver.AcquireAsync,
            static outcome =>
                outcome.Succeeded ? new Message(Kind.Acquired, Token: outcome.Value) : new Message(Kind.Failed));
    }

    /// <summary>What it can be told.</summary>
    internal enum Kind : byte
    {
        /// <summary>Get a token and tell ReplyTo.</summary>
        Request,

        /// <summary>Give one token back.</summary>
        Release,

        /// <summary>A token came.</summary>
        Acquired,

        /// <summary>None will come any more.</summary>
        Failed,
    }

    /// <summary>One message.</summary>
    /// <remarks>An object: a mailbox of values is compiled anew in every process, for each kind of value.</remarks>
    internal sealed record Message(Kind Kind, ActorRef<SchedulerMessage>? ReplyTo = null,
        JobserverToken? Token = null);
}
