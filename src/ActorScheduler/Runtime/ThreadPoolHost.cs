using Microsoft.Extensions.Logging;

namespace ActorScheduler.Runtime;

/// <summary>Actors on the .NET thread pool.</summary>
internal sealed partial class ThreadPoolHost : IActorHost
{
    private readonly NodeClock _clock;
    private readonly TimerService _timers;
    private readonly CrewWatch _crews = new();
    private readonly ILogger _logger;
    private long _random;

    /// <summary>Makes a host.</summary>
    /// <param name="time">The source of time.</param>
    /// <param name="seed">Where the random numbers start.</param>
    /// <param name="logger">Takes failures that nobody else is told of.</param>
    public ThreadPoolHost(TimeProvider time, ulong seed, ILogger logger)
    {
        _clock = new NodeClock(time);
        _timers = new TimerService(_clock);
        _random = (long)seed;
        _logger = logger;
    }

    public long Now => _clock.Now;

    public TimeProvider Time => _clock.Provider;

    // Long enough to be cheap, short enough that a busy actor holds nobody up.
    public int TurnBudget => 256;

    public ulong NextRandom() => SplitMix((ulong)Interlocked.Add(ref _random, unchecked((long)0x9E3779B97F4A7C15UL)));

    public ActorRef<TMessage> Spawn<TMessage>(
        string name, Func<Actor<TMessage>> create, Action<Exception>? failed = null, Crew? crew = null)
    {
        var cell = new MailboxCell<TMessage>(name, this, parent: null, create, Supervision.Stop, failed)
        {
            Crew = crew,
        };
        cell.Start();
        return cell.Self;
    }

    public void Stop<TMessage>(ActorRef<TMessage> actor) => MailboxCell<TMessage>.CellOf(actor).Send(Signal.Stop);

    public void Activate(ActorCell cell) => TurnChain.Activate(cell);

    public void Execute(IThreadPoolWorkItem item, bool preferLocal)
    {
        if (preferLocal && TurnChain.TryFollow(item)) return;
        ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal);
    }

    public Crew CreateCrew() => new PoolCrew(_crews);

    public TaskScheduler Tasks => TaskScheduler.Default;

    public TurnRunner CreateThread(string name, Func<LoopTurn> turn) => new ThreadLoop(name, turn);

    public void SetTimer(HostTimer timer, long due) => _timers.Set(timer, due);

    public void CancelTimer(HostTimer timer) => _timers.Cancel(timer);

    public void ReportFailure(string where, Exception exception) => LogFailure(where, exception);

    public void Dispose()
    {
        _timers.Dispose();
        _crews.Dispose();
    }

    // The finalizer of SplitMix64: every input has its own output, so a counter gives a fair sequence.
    private static ulong SplitMix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Where}")]
    private partial void LogFailure(string where, Exception exception);
}
