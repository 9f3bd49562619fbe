using System.Collections.Concurrent;
using ActorScheduler.Machines;

namespace ActorScheduler.Runtime;

/// <summary>An actor with its mailbox. Its turns run as work items of the host, at most one at a time.</summary>
internal sealed class MailboxCell<TMessage> : ActorCell, IActorContext<TMessage>
{
    /// <summary>The host was asked for a turn that has not come yet.</summary>
    private const int TurnAsked = 1;

    /// <summary>A thread is in a turn, be it the one that was asked for or that of somebody who helps.</summary>
    private const int TurnTaken = 2;

    private readonly ConcurrentQueue<TMessage> _mailbox = new();
    private readonly ConcurrentQueue<Signal> _signals = new();
    private readonly Func<Actor<TMessage>> _create;
    private readonly Action<Exception>? _rootFailed;
    private readonly MailboxRef _self;
    private CancellationTokenSource? _effects;
    private Actor<TMessage>? _actor;
    private TMessage[] _unfinished = [];     // the message whose turn failed
    private int _waitingSignals;
    private int _turn;                       // TurnAsked and TurnTaken, one or both or none

    public MailboxCell(
        string name,
        IActorHost host,
        ActorCell? parent,
        Func<Actor<TMessage>> create,
        Supervision supervision,
        Action<Exception>? rootFailed = null)
        : base(name, host, parent, supervision)
    {
        _create = create;
        _rootFailed = rootFailed;
        _self = new MailboxRef(this);
    }

    public ActorRef<TMessage> Self => _self;

    /// <summary>The cell behind a ref.</summary>
    public static ActorCell CellOf(ActorRef<TMessage> actor) =>
        (actor as MailboxRef)?.Cell
        ?? throw new ArgumentException($"'{actor.Name}' does not live on this host.", nameof(actor));

    /// <summary>Makes the behaviour; the first message may have been posted already.</summary>
    public void Start()
    {
        // The creator holds the turn while the behaviour is made, so nothing is received before Started.
        Interlocked.Or(ref _turn, TurnTaken);
        Recreate();
        Release();
    }

    public override void Send(Signal signal)
    {
        _signals.Enqueue(signal);
        Interlocked.Increment(ref _waitingSignals);
        Wake();
    }

    public override void RunTurns()
    {
        if (!TryTakeAskedTurn()) return;
        _actor?.Resumed();
        Continue(Host.TurnBudget);
    }

    public ActorRef<TChild> Spawn<TChild>(string name, Func<Actor<TChild>> create, Supervision? supervision = null)
    {
        var child = new MailboxCell<TChild>(name, Host, this, create, supervision ?? Supervision.Stop);
        Adopt(child);
        child.Start();
        if (State != CellState.Running) child.Send(Signal.Stop);
        return child.Self;
    }

    public void Stop<TChild>(ActorRef<TChild> child) => MailboxCell<TChild>.CellOf(child).Send(Signal.Stop);

    public void StopSelf() => Send(Signal.Stop);

    public void EndStop() => Send(Signal.EndStop);

    public void Watch<TOther>(ActorRef<TOther> other, TMessage whenGone) =>
        MailboxCell<TOther>.CellOf(other).Send(Signal.Watch(() => _self.Tell(whenGone)));

    public IDisposable After(TimeSpan due, TMessage message)
    {
        var timer = new MessageTimer<TMessage>(Host, _self, message);
        Host.SetTimer(timer, Moments.After(Host.Now, due < TimeSpan.Zero ? TimeSpan.Zero : due));
        return timer;
    }

    public void Run<TResult>(Func<CancellationToken, ValueTask<TResult>> work, Func<Outcome<TResult>, TMessage> done)
    {
        _effects ??= new CancellationTokenSource();
        Host.Execute(new EffectWork<TResult, TMessage>(work, done, this, _effects.Token), preferLocal: false);
    }

    private protected override void Recreate()
    {
        _actor = null;      // the one before has stopped, and must not be told so again when there will be no other
        try
        {
            _actor = _create();
            _actor.Attach(this);
            _actor.Started();
        }
        catch (Exception e)
        {
            BeginStop(e);
        }
    }

    private protected override bool OnStopping(Exception? failure)
    {
        try
        {
            return _actor?.Stopping(failure) ?? true;
        }
        catch (Exception e)
        {
            Host.ReportFailure($"{CellName} failed while it began to stop", e);
            return true;
        }
    }

    private protected override void OnStopped(Exception? failure)
    {
        try
        {
            _effects?.Cancel();
        }
        catch (AggregateException e)
        {
            Host.ReportFailure($"Work of {CellName} failed when it was told to stop", e);
        }

        _effects = null;
        TMessage[] unfinished = _unfinished;
        _unfinished = [];
        try
        {
            _actor?.Stopped(failure);
            foreach (TMessage message in unfinished) _actor?.Unfinished(message);
        }
        catch (Exception e)
        {
            Host.ReportFailure($"{CellName} failed while it stopped", e);
        }
    }

    private protected override void OnRootFailed(Exception failure)
    {
        Host.ReportFailure($"{CellName} failed", failure);
        _rootFailed?.Invoke(failure);
    }

    private void Post(TMessage message)
    {
        _mailbox.Enqueue(message);
        Wake();
    }

    private void PostAndHelp(TMessage message)
    {
        if (!TryTakeTurn())
        {
            _mailbox.Enqueue(message);
            if (!TryTakeTurn()) return;     // who is in a turn looks again when it ends
            _actor?.Resumed();
            Continue(Host.TurnBudget);
            return;
        }

        _actor?.Resumed();
        // Nothing that this thread has posted before waits in an empty mailbox: the message need not go through it.
        bool directly = _mailbox.IsEmpty && Volatile.Read(ref _waitingSignals) == 0;
        if (directly) Deliver(message);
        else _mailbox.Enqueue(message);
        Continue(Host.TurnBudget - (directly ? 1 : 0));
    }

    private void Continue(int budget)
    {
        int left = budget;
        while (left > 0)
        {
            if (Volatile.Read(ref _waitingSignals) > 0 && TryTakeSignal() is { } signal) Handle(signal);
            else if (_mailbox.TryDequeue(out TMessage? message)) Deliver(message);
            else break;
            left--;
        }

        Crew?.CountMessages(budget - left);
        Release();
    }

    private Signal? TryTakeSignal()
    {
        if (!_signals.TryDequeue(out Signal? signal)) return null;
        Interlocked.Decrement(ref _waitingSignals);
        return signal;
    }

    // Takes a turn that nobody is in, whether or not one was asked for.
    private bool TryTakeTurn()
    {
        int seen = Volatile.Read(ref _turn);
        while ((seen & TurnTaken) == 0)
        {
            int now = Interlocked.CompareExchange(ref _turn, seen | TurnTaken, seen);
            if (now == seen) return true;
            seen = now;
        }

        return false;
    }

    // The turn that was asked for has come; false when a helper is in one, who looks at the mailbox when it ends.
    private bool TryTakeAskedTurn()
    {
        int seen = Volatile.Read(ref _turn);
        while (true)
        {
            int now = Interlocked.CompareExchange(ref _turn, TurnTaken, seen);
            if (now == seen) return (seen & TurnTaken) == 0;
            seen = now;
        }
    }

    private void Wake()
    {
        // The queue's own compare-and-swap orders the item before this read; Release orders its write before it looks
        // again.
        if (Volatile.Read(ref _turn) == 0 && Interlocked.CompareExchange(ref _turn, TurnAsked, 0) == 0)
            Host.Activate(this);
    }

    private void Release()
    {
        Interlocked.And(ref _turn, ~TurnTaken);
        if (!_mailbox.IsEmpty || Volatile.Read(ref _waitingSignals) > 0) Wake();
    }

    private void Deliver(TMessage message)
    {
        if (State != CellState.Running)
        {
            Drop(message);
            return;
        }

        try
        {
            _actor!.Receive(message);
        }
        catch (Exception e)
        {
            _unfinished = [message];
            BeginStop(e);
        }
    }

    private void Drop(TMessage message)
    {
        try
        {
            _actor?.Undelivered(message);
        }
        catch (Exception e)
        {
            Host.ReportFailure($"{CellName} failed on a message that came too late", e);
        }
    }

    /// <summary>
    /// The ref is an object of its own, so that <c>Tell</c> is a direct call and a cell's other doors stay closed.
    /// </summary>
    internal sealed class MailboxRef(MailboxCell<TMessage> cell) : ActorRef<TMessage>
    {
        public ActorCell Cell => cell;

        public override string Name => cell.CellName;

        public override void Tell(TMessage message) => cell.Post(message);

        public override void TellAndHelp(TMessage message) => cell.PostAndHelp(message);
    }
}
