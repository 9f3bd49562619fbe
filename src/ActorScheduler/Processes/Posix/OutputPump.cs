using System.Buffers;
using System.ComponentModel;

namespace ActorScheduler.Processes;

/// <summary>
/// Brings the bytes of one pipe into one <see cref="OutputStore"/> until the pipe's own end. Runs on whatever thread
/// has news: the watcher's, a reader's that made room, or the pool's when the disk is involved or there is much to do;
/// never on two at once.
/// </summary>
internal sealed unsafe class OutputPump : IWatched, IThreadPoolWorkItem
{
    private const int BufferSize = 64 * 1024;

    /// <summary>What one visit of the watcher's thread may read: others wait for it.</summary>
    private const int BudgetOfWatcher = 64 * 1024;

    /// <summary>What one work item may read before it queues behind others.</summary>
    private const int BudgetOfPool = 4 * 1024 * 1024;

    /// <summary>The largest pipe that a process may make without privileges: all that can be left in one.</summary>
    private const int LargestPipe = 1024 * 1024;

    private const int Idle = 0;
    private const int Running = 1;
    private const int RunAgain = 2;

    private readonly Watcher _watcher;
    private readonly OutputStore _store;
    private readonly Action _ended;
    private int _descriptor;
    private int _state;
    private int _overdraft;
    private bool _isWatched;
    private volatile bool _wantsWatch;
    private volatile bool _childDied;
    private volatile bool _abandoned;

    public OutputPump(Watcher watcher, int descriptor, OutputStore store, Action ended)
    {
        _watcher = watcher;
        _descriptor = descriptor;
        _store = store;
        _ended = ended;
        store.RoomMade = Kick;
    }

    private enum Step
    {
        Empty,
        Full,
        Ended,
        OutOfBudget,
    }

    /// <summary>From now on the watcher's thread brings news of the pipe.</summary>
    public void Watch()
    {
        _wantsWatch = true;
        Kick();
    }

    public void Ready() => Kick();

    /// <summary>The child is dead: take what is there, whether or not a reader keeps up.</summary>
    public void ChildDied()
    {
        _childDied = true;
        Kick();
    }

    /// <summary>Take what is there and end.</summary>
    public void Abandon()
    {
        _abandoned = true;
        Kick();
    }

    public void Execute() => Run(BudgetOfPool, mayBlock: true);

    private void Kick()
    {
        while (true)
        {
            int state = Volatile.Read(ref _state);
            if (state == RunAgain) return;
            if (Interlocked.CompareExchange(ref _state, state + 1, state) != state) continue;
            if (state == Idle) Run(BudgetOfWatcher, mayBlock: false);
            return;
        }
    }

    private void Run(int budget, bool mayBlock)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (true)
            {
                Step step = Pump(buffer, ref budget, mayBlock);
                if (step == Step.OutOfBudget)
                {
                    // The turn goes with the work item.
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                    return;
                }

                if (step == Step.Ended || (_abandoned && (step == Step.Empty || _overdraft >= LargestPipe)))
                {
                    End();
                    return;
                }

                // Being watched begins with being told what is there already. A pipe that outlives its child is held by
                // somebody else.
                if ((_wantsWatch || _childDied) && !_isWatched) StartToWatch();
                if (Interlocked.CompareExchange(ref _state, Idle, Running) == Running) return;
                Volatile.Write(ref _state, Running);
            }
        }
        catch (Exception e)
        {
            // No memory, or no room among the watched: whoever reads is told, and the job does not wait for an end that
            // cannot come.
            _store.Complete(e);
            End();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Step Pump(byte[] buffer, ref int budget, bool mayBlock)
    {
        while (true)
        {
            if (budget <= 0 || (!mayBlock && _store.AppendMayBlock)) return Step.OutOfBudget;
            int room = Math.Min(Room(), buffer.Length);
            if (room <= 0) return Step.Full;
            nint count;
            fixed (byte* start = buffer) count = Libc.Read(_descriptor, start, room);
            if (count > 0)
            {
                _store.Append(buffer.AsSpan(0, (int)count));
                if (_childDied || _abandoned) _overdraft += (int)count;
                budget -= (int)count;
                continue;
            }

            if (count == 0) return Step.Ended;
            switch (Libc.LastError)
            {
                case Libc.EINTR: continue;
                case Libc.EAGAIN: return Step.Empty;
                default: return Step.Ended; // EIO: the other side of a terminal is closed (POPEN-20)
            }
        }
    }

    private void StartToWatch()
    {
        _isWatched = true;
        _watcher.Watch(_descriptor, Watcher.Readable, this);
    }

    // A dead child can have left a pipe full; a descendant that goes on writing gets no more than that beyond the
    // bound.
    private int Room() =>
        (_childDied || _abandoned) && _overdraft < LargestPipe ? BufferSize : _abandoned ? 0 : _store.Room;

    // Nobody runs this pump again: its state stays Running.
    private void End()
    {
        if (_isWatched) _watcher.Forget(_descriptor);
        Descriptors.Close(ref _descriptor);
        _store.RoomMade = null;
        _store.Complete();
        _ended();
    }
}
