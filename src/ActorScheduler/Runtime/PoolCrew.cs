using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace ActorScheduler.Runtime;

/// <summary>
/// A crew of the thread pool's threads: a line of work, and as many threads at it as the work is worth. Who takes one
/// piece and leaves another behind calls a further thread. Pieces that are shorter than what it costs to share them are
/// left to one thread: whoever comes second, and has had only such pieces, goes away again.
/// </summary>
/// <remarks>
/// The one that is left might come upon a long piece, with others in the line behind it: <see cref="CrewWatch"/> looks
/// after it, and another thread is called when the line moves no more. So a piece is begun at once among long ones, and
/// two milliseconds late, or a little more, when a long one comes before it after many short ones. Who is found in a
/// long piece counts as a member no more until it comes back: that piece may be a program's main flow, and would hold
/// up others again and again.
/// </remarks>
internal sealed class PoolCrew(CrewWatch watch) : Crew, IThreadPoolWorkItem
{
    /// <summary>
    /// Milliseconds after which others of the pool get the thread: what waits in its own queue, such as the news of an
    /// end, may have no other thread while those of the pool are all in crews.
    /// </summary>
    private const int LongestStay = 2;

    /// <summary>Pieces between two looks of a member at the clock, while they are short.</summary>
    private const int ShortBetweenLooks = 32;

    /// <summary>Pieces of the line between two that go ahead, while they are short.</summary>
    private const int ShortBeforeAhead = 16;

    /// <summary>Short pieces in a row after which one thread is enough.</summary>
    private const int ShortOnes = 4;

    /// <summary>Looks of the watch at an empty line after which it looks no more.</summary>
    private const int IdleLooks = 10;

    /// <summary>Looks of a member at an empty line before it leaves, about a microsecond in all.</summary>
    private const int LooksBeforeLeaving = 30;

    // A microsecond: about what sharing short pieces costs two threads, which then wait for each other's caches.
    private static readonly long Short = Stopwatch.Frequency / 1_000_000;

    // One thread is enough while a piece or a message takes no longer than two microseconds on the average.
    private static readonly long Enough = Stopwatch.Frequency * 2 / 1_000_000;

    // Half a millisecond: what is seen in less says nothing.
    private static readonly long LeastLook = Stopwatch.Frequency / 2000;

    [ThreadStatic]
    private static PoolCrew? t_crew;

    private readonly ConcurrentQueue<ICrewPiece> _ahead = new();
    private readonly ConcurrentQueue<ICrewPiece> _line = new();
    private long _taken;                // a hint: not exact while there are several members
    private long _members;              // how many, and above them the number of their era
    private int _called;
    private volatile bool _oneIsEnough; // set only under the watch's lock, which then looks after this crew
    private long _takenBefore;          // for the watch, as the two below
    private long _lookedAt;
    private int _idleLooks;

    // In steps of some milliseconds, which will do, and read between any two pieces: the stopwatch costs several times
    // as much.
#pragma warning disable RS0030
    private static long CoarseNow => Environment.TickCount64;
#pragma warning restore RS0030

    private bool IsLineEmpty => _line.IsEmpty && _ahead.IsEmpty;

    public override void Add(ICrewPiece work)
    {
        _line.Enqueue(work);
        CallForMore();
    }

    // In a turn on a thread of this crew nobody needs to be called: it goes back to the line when the turn ends.
    public override void AddInTurn(ICrewPiece work)
    {
        _line.Enqueue(work);
        if (t_crew != this) CallForMore();
    }

    public override void AddAheadInTurn(ICrewPiece work)
    {
        _ahead.Enqueue(work);
        if (t_crew != this) CallForMore();
    }

    public override void CountMessages(int handled) => _taken += handled;

    /// <summary>A thread that was called has come.</summary>
    public void Execute()
    {
        Interlocked.Exchange(ref _called, 0);       // before its looks at the line
        long era = Join();
        if (_oneIsEnough && TryLeaveToOthers(era)) return;
        t_crew = this;
        try
        {
            Work(era);
        }
        finally
        {
            t_crew = null;
        }
    }

    /// <summary>One thread is enough from now on, until <see cref="Look"/> says otherwise.</summary>
    /// <param name="now">The real time, in ticks of the stopwatch.</param>
    public void BeWatched(long now)
    {
        if (_oneIsEnough) return;       // another member has said so, too: the next look comes when it was to come
        _oneIsEnough = true;
        _takenBefore = Volatile.Read(ref _taken);
        _lookedAt = now;
        _idleLooks = 0;
    }

    /// <summary>Looks whether one thread is still enough; called about a thousand times a second.</summary>
    /// <param name="now">The real time, in ticks of the stopwatch.</param>
    /// <returns>False when it is not, and no further look is needed.</returns>
    public bool Look(long now)
    {
        // How often the watch gets a processor, or its system's timers allow, says nothing about the crew.
        long time = now - _lookedAt;
        if (time < LeastLook) return true;
        long taken = Volatile.Read(ref _taken);
        bool moves = (taken - _takenBefore) * Enough >= time;
        _takenBefore = taken;
        _lookedAt = now;
        _idleLooks = moves ? 0 : _idleLooks + 1;
        if (moves || (IsLineEmpty && _idleLooks < IdleLooks)) return true;
        StartNewEra();
        StopBeingWatched();
        return false;
    }

    /// <summary>From now on a further thread is called for whatever is left behind.</summary>
    public void StopBeingWatched()
    {
        _oneIsEnough = false;
        Interlocked.MemoryBarrier();                // whoever still saw the mark has put its work into the line before
        if (!IsLineEmpty) Call();
    }

    private void Work(long era)
    {
        int shortOnes = 0;
        long takenBefore = 0;
        int ofLine = ShortBeforeAhead;
        long end = CoarseNow + LongestStay;
        for (int pieces = 0; !IsTimeUp(pieces, end); pieces++)
        {
            if (!TryTake(ref ofLine, out ICrewPiece? work))
            {
                if (LineFillsSoon()) continue;
                Leave(era);
                if (IsLineEmpty) return;
                era = Join();
                continue;
            }

            _taken++;
            if (!_oneIsEnough && !IsLineEmpty) Call();
            long members = Volatile.Read(ref _members);
            if (Era(members) != era) era = Join();              // back from a long piece
            if (work is ActorCell cell)
            {
                TurnChain.RunInCrew(cell);
                continue;
            }

            if (Count(members) == 1)
            {
                work.Execute();
                continue;
            }

            if (shortOnes == 0) takenBefore = _taken;
            shortOnes = IsShort(work) ? shortOnes + 1 : 0;
            if (shortOnes < ShortOnes) continue;
            // Not while the others are all in long pieces: they have taken some, too.
            if (_taken - takenBefore - shortOnes < ShortOnes / 2 || !TryLeaveToOthers(era)) continue;
            watch.Watch(this);
            CallForRest();
            return;
        }

        Leave(era);
        if (!IsLineEmpty) Call();
    }

    // Short pieces need no look at the clock after each: it costs as much as a piece of theirs.
    private bool IsTimeUp(int pieces, long end) =>
        (pieces % ShortBetweenLooks == 0 || !_oneIsEnough) && CoarseNow >= end;

    // Some of the line, then one that goes ahead: whoever awaits jobs one by one must not keep them from being run, nor
    // they him. While they are short he finds several more of them done, and need not stop for each.
    private bool TryTake(ref int ofLine, [NotNullWhen(true)] out ICrewPiece? work)
    {
        if (ofLine < (_oneIsEnough ? ShortBeforeAhead : 1) && _line.TryDequeue(out work))
        {
            ofLine++;
            return true;
        }

        ofLine = 0;
        return _ahead.TryDequeue(out work) || _line.TryDequeue(out work);
    }

    // What the last turn has added is nobody's when nobody looks after the crew: the host has ended.
    private void CallForRest()
    {
        if (!_oneIsEnough && !IsLineEmpty) Call();
    }

    // Another member may be in the actor's turn, which is about to add what the last piece here has made room for.
    private bool LineFillsSoon()
    {
        if (Count(Volatile.Read(ref _members)) == 1) return false;
        for (int look = 0; look < LooksBeforeLeaving; look++)
        {
            if (!IsLineEmpty) return true;
            Thread.SpinWait(2);
        }

        return false;
    }

    private static bool IsShort(ICrewPiece work)
    {
        // Real time, whatever the node's clock shows: it is about what threads cost.
        long start = Stopwatch.GetTimestamp();
        work.Execute();
        return Stopwatch.GetTimestamp() - start < Short;
    }

    // Returns the era in which the thread counts.
    private long Join() => Era(Interlocked.Increment(ref _members));

    private void Leave(long era)
    {
        long members = Volatile.Read(ref _members);
        while (Era(members) == era)
        {
            long seen = Interlocked.CompareExchange(ref _members, members - 1, members);
            if (seen == members) return;
            members = seen;
        }
    }

    // Leaves unless nobody else would be left.
    private bool TryLeaveToOthers(long era)
    {
        long members = Volatile.Read(ref _members);
        while (Era(members) == era && Count(members) > 1)
        {
            long seen = Interlocked.CompareExchange(ref _members, members - 1, members);
            if (seen == members) return true;
            members = seen;
        }

        return false;
    }

    // Nobody counts any more: all members are in long pieces, which may never end, and no work may be left to them.
    // Whoever comes back joins again.
    private void StartNewEra() => Interlocked.Exchange(ref _members, (Era(Volatile.Read(ref _members)) + 1) << 32);

    private static int Count(long members) => (int)members;

    private static long Era(long members) => members >> 32;

    private void CallForMore()
    {
        // A member that leaves looks at the line after it has left.
        if ((_oneIsEnough && Count(Volatile.Read(ref _members)) > 0) || !TryCall()) return;
        // Here, when this thread is about to be free; a member of any crew has its own line to go back to.
        if (t_crew is not null || !TurnChain.TryFollow(this))
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Call()
    {
        if (TryCall()) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool TryCall() => Volatile.Read(ref _called) == 0 && Interlocked.Exchange(ref _called, 1) == 0;
}
