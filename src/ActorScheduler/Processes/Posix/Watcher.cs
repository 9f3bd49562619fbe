using System.Runtime.InteropServices;

namespace ActorScheduler.Processes;

/// <summary>
/// One thread that waits for every child and every pipe at once. A descriptor is told of once per change
/// (edge-triggered), so whoever is told reads until there is nothing left. A call may come for nothing, since
/// descriptor numbers are used again; it must then do nothing.
/// </summary>
internal sealed unsafe class Watcher : IDisposable
{
    public const uint Readable = 0x001;
    public const uint Writable = 0x004;
    private const uint EdgeTriggered = 1u << 31;
    private const int Add = 1;
    private const int BatchSize = 64;

    // The kernel packs the struct on x86-64 only.
    private static readonly int s_eventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int s_dataOffset = s_eventSize - sizeof(long);

    private readonly Lock _gate = new();
    private readonly int _epoll;
    private readonly Thread _thread;
    private IWatched?[] _watched = new IWatched?[256];
    private int _wake;
    private volatile bool _stopped;

    public Watcher(Action<string, Exception> reportFailure)
    {
        ReportFailure = reportFailure;
        _epoll = Descriptors.AtLeastThree(Libc.EpollCreate(Libc.CloseOnExec));
        if (_epoll < 0) throw Descriptors.Failure("Children cannot be watched");
        _wake = Descriptors.AtLeastThree(Libc.EventFd(0, Libc.CloseOnExec | Libc.NonBlock));
        Control(_wake, Readable);
        _thread = new Thread(Loop) { IsBackground = true, Name = "ActorScheduler children" };
        _thread.UnsafeStart();
    }

    /// <summary>Takes failures that nobody else can be told of.</summary>
    public Action<string, Exception> ReportFailure { get; }

    /// <summary>Tells <paramref name="watched"/> of a descriptor from now on; also of what it has already.</summary>
    public void Watch(int descriptor, uint events, IWatched watched)
    {
        lock (_gate)
        {
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
        _stopped = true;
        long one = 1;
        _ = Libc.Write(_wake, (byte*)&one, sizeof(long));
        if (Thread.CurrentThread != _thread) _thread.Join();
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
        byte* events = (byte*)NativeMemory.Alloc((nuint)(BatchSize * s_eventSize));
        while (!_stopped)
        {
            int count = Libc.EpollWait(_epoll, events, BatchSize, -1);
            for (int i = 0; i < count; i++)
                Tell((int)*(long*)(events + (i * s_eventSize) + s_dataOffset));
        }

        NativeMemory.Free(events);
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
/// Is told by the <see cref="Watcher"/>'s thread that its descriptor has something for it. Must not wait or throw.
/// </summary>
internal interface IWatched
{
    void Ready();
}
