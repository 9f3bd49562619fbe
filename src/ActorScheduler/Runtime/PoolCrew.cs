using System.Collections.Concurrent;
using System.Diagnostics;

namespace ActorScheduler.Runtime;

/// <summary>
/// A crew of the thread pool's threads: a line of work, and as many threads at it as the work is worth. Who takes one
/// piece and leaves another behind calls a further thread. Pieces that are shorter than what it costs to share them are
/// left to one thread: whoever comes second, and has had only such pieces, goes away again.
/// </summary>
/// <remarks>
/// The one that is left might come upon a long piece, with others in the line behind it: <see cref="CrewWatch"/> looks
/// after it, and another thread is called when the line moves no more. So a piece is begun at once among long ones, and
/// two milliseconds late, or a little more, when a long one comes before it after many short ones.
/// </remarks>
internal sealed class PoolCrew(CrewWatch watch) : Crew, IThreadPoolWorkItem
{
    /// <summary>Pieces in a row before others of the pool get the thread.</summary>
    private const int Budget = 64;

    /// <summary>Short pieces in a row after which one thread is enough.</summary>
    private const int ShortOnes = 4;

    /// <summary>Pieces and messages between two looks that show that one thread is enough: one in 2 µs.</summary>
    private const int EnoughPerLook = 500;

    /// <summary>Looks of the watch at an empty line after which it looks no more.</summary>
    private const int IdleLooks = 10;

    /// <summary>Looks of a member at an empty line before it leaves, about a microsecond in all.</summary>
    private const int LooksBeforeLeaving = 30;

    // A microsecond: about what sharing short pieces costs two threads, which then wait for each other's caches.
    private static readonly long Short = Stopwatch.Frequency / 1_000_000;

    [ThreadStatic]
    private static PoolCrew? t_crew;

    private readonly ConcurrentQueue<IThreadPoolWorkItem> _line = new();
    private long _taken;                // a hint: not exact while there are several members
    private int _members;
    private int _called;
    private volatile bool _oneIsEnough; // set only under the watch's lock, which then looks after this crew
    private long _takenBefore;          // for the watch
    private int _idleLooks;

    public override void Add(IThreadPoolWorkItem work)
    {
        _line.Enqueue(work);
        // A member that leaves looks at the line after it has left.
        if ((_oneIsEnough && Volatile.Read(ref _members) > 0) || !TryCall()) return;
        // Here, when this thread is about to be free; a member of any crew has its own line to go back to.
        if (t_crew is not null || !TurnChain.TryFollow(this))
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public override void AddInTurn(IThreadPoolWorkItem work)
    {
        if (t_crew == this) _line.Enqueue(work);        // this member goes back to the line as soon as the turn ends
        else Add(work);
    }

    public override void CountMessages(int handled) => _taken += handled;

    /// <summary>A thread that was called has come.</summary>
    public void Execute()
    {
        Interlocked.Exchange(ref _called, 0);       // before its looks at the line
        Interlocked.Increment(ref _members);
        if (_oneIsEnough && TryLeaveToOthers()) return;
        t_crew = this;
        Work();
        t_crew = null;
    }

    /// <summary>One thread is enough from now on, until <see cref="Look"/> says otherwise.</summary>
    public void BeWatched()
    {
        _oneIsEnough = true;
        _takenBefore = Volatile.Read(ref _taken);
        _idleLooks = 0;
    }

    /// <summary>Looks whether one thread is still enough; called about a thousand times a second.</summary>
    /// <returns>False when it is not, and no further look is needed.</returns>
    public bool Look()
    {
        long taken = Volatile.Read(ref _taken);
        bool moves = taken - _takenBefore >= EnoughPerLook;
        _takenBefore = taken;
        _idleLooks = moves ? 0 : _idleLooks + 1;
        if (moves || (_line.IsEmpty && _idleLooks < IdleLooks)) return true;
        StopBeingWatched();
        return false;
    }

    /// <summary>From now on a further thread is called for whatever is left behind.</summary>
    public void StopBeingWatched()
    {
        _oneIsEnough = false;
        Interlocked.MemoryBarrier();                // whoever still saw the mark has put its work into the line before
        if (!_line.IsEmpty) Call();
    }

    private void Work()
    {
        int shortOnes = 0;
        long takenBefore = 0;
        for (int budget = Budget; budget > 0; budget--)
        {
            if (!_line.TryDequeue(out IThreadPoolWorkItem? work))
            {
                if (LineFillsSoon()) continue;
                Interlocked.Decrement(ref _members);
                if (_line.IsEmpty) return;
                Interlocked.Increment(ref _members);
                continue;
            }

            _taken++;
            if (!_oneIsEnough && !_line.IsEmpty) Call();
            if (work is ActorCell cell)
            {
                TurnChain.RunInCrew(cell);
                continue;
            }

            if (Volatile.Read(ref _members) == 1)
            {
                work.Execute();
                continue;
            }

            if (shortOnes == 0) takenBefore = _taken;
            shortOnes = IsShort(work) ? shortOnes + 1 : 0;
            if (shortOnes < ShortOnes) continue;
            // Not while the others are all in long pieces: they have taken some, too.
            if (_taken - takenBefore - shortOnes < ShortOnes / 2 || !TryLeaveToOthers()) continue;
            watch.Watch(this);
            CallForRest();
            return;
        }

        if (!_line.IsEmpty) Call();
        Interlocked.Decrement(ref _members);
        if (!_line.IsEmpty) Call();
    }

    // What the last turn has added is nobody's when nobody looks after the crew: the host has ended.
    private void CallForRest()
    {
        if (!_oneIsEnough && !_line.IsEmpty) Call();
    }

    // Another member may be in the actor's turn, which is about to add what the last piece here has made room for.
    private bool LineFillsSoon()
    {
        if (Volatile.Read(ref _members) == 1) return false;
        for (int look = 0; look < LooksBeforeLeaving; look++)
        {
            if (!_line.IsEmpty) return true;
            Thread.SpinWait(2);
        }

        return false;
    }

    private static bool IsShort(IThreadPoolWorkItem work)
    {
        // Real time, whatever the node's clock shows: it is about what threads cost.
        long start = Stopwatch.GetTimestamp();
        work.Execute();
        return Stopwatch.GetTimestamp() - start < Short;
    }

    // Leaves unless nobody else would be left.
    private bool TryLeaveToOthers()
    {
        int members = Volatile.Read(ref _members);
        while (members > 1)
        {
            int seen = Interlocked.CompareExchange(ref _members, members - 1, members);
            if (seen == members) return true;
            members = seen;
        }

        return false;
    }

    private void Call()
    {
        if (TryCall()) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool TryCall() => Volatile.Read(ref _called) == 0 && Interlocked.Exchange(ref _called, 1) == 0;
}
