using ActorScheduler.Machines;
using ActorScheduler.Runtime;
using Microsoft.Extensions.Logging;

namespace ActorScheduler.Actors;

/// <summary>
/// A Caller at work: its mailbox, its turns, and the steps of its machine. The machine is stepped under its own lock,
/// by whichever thread has something to tell it, and no user's code runs inside a step; users' code runs in turns, on
/// the Caller's thread.
/// </summary>
/// <remarks>
/// One mailbox holds what is asked for (posts, calls, items of queues), in one order. A second list holds what goes on:
/// the rests of asynchronous functions. After each thing asked for, what goes on gets its round (CALL-38), so that
/// functions that yield end in the order in which they were called (CALL-36).
/// </remarks>
internal sealed partial class CallerCore : JobOwner
{
    [ThreadStatic]
    private static CallerCore? _onThread;

    private readonly CallerMachine _machine;
    private readonly TurnRunner _runner;
    private CallerStack _asked;
    private CallerStack _continuing;
    private CallerItem? _taken;         // out of the mailbox, not run yet; of the turn only
    private int _scheduled = 1;         // 1 while a turn runs or is on its way; held until the Caller is started

    private CallerCore(ulong origin, string name, CallerSetup setup)
        : base(origin, name, setup.Node)
    {
        TracksJobs = true;
        Setup = setup;
        _machine = new CallerMachine(setup.Options);
        Parent = setup.Parent;
        OutputTap = setup.Parent?.OutputTap;
        Context = new CallerContext(this);
        _runner = setup.CreateRunner(this);
        Caller = new Caller(this);
    }

    /// <summary>The Caller whose turn this thread runs; null when it runs none.</summary>
    public static CallerCore? OnThread => _onThread;

    public CallerSetup Setup { get; }

    public Caller Caller { get; }

    public CallerContext Context { get; }

    public CallerState State => _machine.State;

    public ILogger Logger => Node.CallerLogger.Inner;

    /// <summary>Asks for a posted action to run; false when the Caller takes nothing any more.</summary>
    public bool Post(CallerItem item)
    {
        if (State >= CallerState.Stopping) return false;
        Ask(item);
        return true;
    }

    /// <summary>Puts something into the mailbox.</summary>
    public void Ask(CallerItem item)
    {
        _asked.Push(item);
        Wake();
    }

    /// <summary>Lets something go on, on the Caller's thread; on the pool when that is gone.</summary>
    public void PostContinuation(ContinuationItem item)
    {
        _continuing.Push(item);
        if (State == CallerState.Stopped) GoOnElsewhere();
        else Wake();
    }

    /// <summary>Runs some of what waits. Called by the runner, never twice at a time.</summary>
    public LoopTurn RunTurn()
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        ExecutionContext? execution = ExecutionContext.Capture();
        CallerCore? outer = _onThread;
        JobHandle? running = AmbientJob.Running;
        _onThread = this;
        try
        {
            if (State == CallerState.Starting) Enter();
            RunItems();
        }
        finally
        {
            _onThread = outer;
            AmbientJob.Running = running;
            SynchronizationContext.SetSynchronizationContext(context);
            if (execution is not null) ExecutionContext.Restore(execution);
        }

        if (State >= CallerState.Stopping && TryFinish()) return LoopTurn.Stopped;
        return Release() ? LoopTurn.Idle : LoopTurn.More;
    }

    public void ReportFailure(string what, Exception exception) =>
        LogFailure(Node.CallerLogger, what, Name, exception);

    private bool HasItems => _asked.HasItems || _continuing.HasItems;

    // The push's own compare-and-swap orders the item before this look; Release orders its write before it looks again.
    private void Wake()
    {
        if (Volatile.Read(ref _scheduled) == 0 && Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0)
            _runner.Wake();
    }

    // Gives the turn back; false when there is more to do, and it is kept.
    private bool Release()
    {
        if (_taken is not null || HasItems) return false;
        Interlocked.Exchange(ref _scheduled, 0);
        return !HasItems || Interlocked.CompareExchange(ref _scheduled, 1, 0) != 0;
    }

    private void RunItems()
    {
        for (int budget = Host.TurnBudget; budget > 0; budget--)
        {
            if (_continuing.HasItems) RunRound();
            _taken ??= _asked.TakeAll();
            if (_taken is { } item)
            {
                _taken = item.Next;
                item.Next = null;       // what is done must not keep what comes after it
                Run(item);
            }
            else if (!_continuing.HasItems)
            {
                return;
            }
        }
    }

    private void RunRound()
    {
        for (CallerItem? item = _continuing.TakeAll(); item is not null;)
        {
            CallerItem? next = item.Next;
            item.Next = null;
            Run(item);
            item = next;
        }
    }

    private void Run(CallerItem item)
    {
        // What ran before may have changed either.
        ExecutionContext.Restore(Ambient);
        if (SynchronizationContext.Current != Context) SynchronizationContext.SetSynchronizationContext(Context);
        item.Run(this);
    }

    // The thread is gone: nobody may wait for ever for the rest of a function.
    private void GoOnElsewhere()
    {
        for (CallerItem? item = _continuing.TakeAll(); item is not null; item = item.Next)
            ((ContinuationItem)item).RunElsewhere(this);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{What} failed on Caller '{Caller}'")]
    private static partial void LogFailure(ILogger logger, string what, string caller, Exception exception);
}
