using System.Runtime.InteropServices;
using ActorScheduler.Runtime;

namespace ActorScheduler.Processes;

/// <summary>
/// A few threads that wait for every child and every pipe at once. A descriptor is told of once per change
/// (edge-triggered), so whoever is told reads until there is nothing left. A call may come for nothing, since
/// descriptor numbers are used again; it must then do nothing. Two calls for one descriptor may come at once.
/// </summary>
/// <remarks>
/// The thread that brings a child's end to its actor also takes the turns that follow from it, and starts the next
/// child: handed to another thread, each step would wait until the system runs that thread, often behind a child that
/// has the same processor. A start can take long, when the program's file system does not answer, so it begins only
/// while another thread waits for news.
/// </remarks>
internal sealed unsafe class Watcher : IDisposable
{
    public const uint Readable = 0x001;
    public const uint Writable = 0x004;

    /// <summary>Once and never again: for a process, whose end is its only news.</summary>
    public const uint Once = Readable | (1u << 30);

    private const uint EdgeTriggered = 1u << 31;
    private const int Add = 1;
    private const int MaxThreads = 64;

    // The kernel packs the struct on x86-64 only.
    private static readonly int s_eventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int s_dataOffset = s_eventSize - sizeof(long);

    private readonly Lock _gate = new();
    private readonly int _epoll;
    private readonly List<Thread> _threads = [];
    private IWatched?[] _watched = new IWatched?[256];
    private int _wake = -1;
    private int _waiting;
    private volatile bool _stopped;
    private bool _isShortOfThreads;

    public Watcher(Action<string, Exception> reportFailure)
    {
        ReportFailure = reportFailure;
        _epoll = Descriptors.AtLeastThree(Libc.EpollCreate(Libc.CloseOnExec));
        if (_epoll < 0) throw Descriptors.Failure("Children cannot be watched");
        try
        {
            _wake = Descriptors.AtLeastThree(Libc.EventFd(0, Libc.CloseOnExec | Libc.NonBlock));
            if (_wake < 0) throw Descriptors.Failure("Children cannot be watched");
            Control(_wake, Readable);
            StartThread();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Takes failures that nobody else can be told of.</summary>
    public Action<string, Exception> ReportFailure { get; }

    /// <summary>Tells <paramref name="watched"/> of a descriptor from now on; also of what it has already.</summary>
    public void Watch(int descriptor, uint events, IWatched watched)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            if (descriptor >= _watched.Length)
                Array.Resize(ref _watched, Math.Max(descriptor + 1, _watched.Length * 2));
            _watched[descriptor] = watched;
        }

        Control(descriptor, events);
    }

    /// <summary>Call it before the descriptor is closed; closing it ends the kernel's interest.</summary>
    public void Forget(int descriptor)
    {
        lock (_gate)
        {
            if (descriptor < _watched.Length) _watched[descriptor] = null;
        }
    }

    public void Dispose()
    {
        if (_stopped) return;
        Thread[] threads;
        lock (_gate)
        {
            _stopped = true;
            threads = [.. _threads];
        }

        WakeOne();
        foreach (Thread thread in threads)
        {
            if (thread != Thread.CurrentThread) thread.Join();
        }

        _ = Libc.Close(_epoll);
        Descriptors.Close(ref _wake);
    }

    private void Control(int descriptor, uint events)
    {
        byte* data = stackalloc byte[16];
        *(uint*)data = events | EdgeTriggered;
        *(long*)(data + s_dataOffset) = descriptor;
        if (Libc.EpollControl(_epoll, Add, descriptor, data) != 0)
            throw Descriptors.Failure("A child cannot be watched");
    }

    private void Loop()
    {
        // One at a time: what follows from the first may take long, and others are there for the second.
        byte* news = stackalloc byte[16];
        while (!_stopped)
        {
            Interlocked.Increment(ref _waiting);
            int count = Libc.EpollWait(_epoll, news, 1, -1);
            Interlocked.Decrement(ref _waiting);
            if (count <= 0) continue;
            TurnChain.Enter();
            Tell((int)*(long*)(news + s_dataOffset));
            if (TurnChain.Leave() is not { } work) continue;
            if (Volatile.Read(ref _waiting) == 0) TryStartThread();
            work.Execute();
        }

        WakeOne();      // the next sees that it is over
    }

    // Whoever may be held up makes sure that somebody waits, so there is always one, up to the limit.
    private void StartThread()
    {
        lock (_gate)
        {
            if (_stopped || _threads.Count == MaxThreads) return;
            var thread = new Thread(Loop) { IsBackground = true, Name = "ActorScheduler children" };
            thread.UnsafeStart();
            _threads.Add(thread);
        }
    }

    // Where the system gives no thread, news waits until this one is back.
    private void TryStartThread()
    {
        try
        {
            StartThread();
        }
        catch (OutOfMemoryException e)
        {
            if (Interlocked.Exchange(ref _isShortOfThreads, true)) return;
            ReportFailure("Children are watched by fewer threads", e);
        }
    }

    private void WakeOne()
    {
        long one = 1;
        _ = Libc.Write(_wake, (byte*)&one, sizeof(long));
    }

    private void Tell(int descriptor)
    {
        // Forgetting takes the gate, but reading need not: a stale or missing entry is a call for nothing.
        IWatched?[] watched = Volatile.Read(ref _watched);
        if (descriptor >= watched.Length || Volatile.Read(ref watched[descriptor]) is not { } target) return;
        try
        {
            target.Ready();
        }
        catch (Exception e)
        {
            ReportFailure("A child's news could not be handled", e);
        }
    }
}

/// <summary>
/// Is told by a thread of the <see cref="Watcher"/> that its descriptor has something for it. Must not wait or throw.
/// </summary>
internal interface IWatched
{
    void Ready();
}
