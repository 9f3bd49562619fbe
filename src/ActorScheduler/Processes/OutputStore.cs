using ActorScheduler.Runtime;

namespace ActorScheduler.Processes;

/// <summary>
/// The bytes of one output stream of one child, between the pump that brings them and ends them, one thread at a time,
/// and those who read them, from any thread. A reader that waits holds no thread.
/// </summary>
internal abstract class OutputStore
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _changed;
    private Exception? _failure;
    private long _length;
    private bool _complete;

    /// <summary>Bytes that have come.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>True when nothing more will come.</summary>
    public bool IsComplete => Volatile.Read(ref _complete);

    private protected Lock Gate => _gate;

    /// <summary>How many bytes the pump may bring now; 0 makes the child wait.</summary>
    public virtual int Room => int.MaxValue;

    /// <summary>
    /// True when <see cref="Append"/> may wait for a disk, so that a thread which serves others must not call it.
    /// </summary>
    public virtual bool AppendMayBlock => false;

    /// <summary>On whose threads readers go on that waited; the thread pool's until it is set.</summary>
    public IActorHost? Host { get; set; }

    /// <summary>Called when there is room again.</summary>
    public Action? RoomMade { get; set; }

    /// <summary>Takes bytes of the pump.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_complete || bytes.IsEmpty) return;
        int kept = Keep(bytes, out Exception? failure);
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            if (_complete) return;
            Volatile.Write(ref _length, _length + kept);
            waiting = TakeWaiting();
        }

        waiting?.SetResult();
        if (failure is not null) Complete(failure);
    }

    /// <summary>Nothing more will come. The first call counts.</summary>
    /// <param name="failure">Why what is kept is not all; readers meet it after the last byte.</param>
    public void Complete(Exception? failure = null)
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            if (_complete) return;
            _failure = failure;
            Volatile.Write(ref _complete, true);
            waiting = TakeWaiting();
        }

        waiting?.SetResult();
    }

    /// <summary>A place to read from.</summary>
    /// <exception cref="InvalidOperationException">The store has one reader only, and it has come already.</exception>
    public abstract OutputCursor OpenCursor();

    /// <summary>True when a new cursor starts at the first byte, however often.</summary>
    public abstract bool IsRereadable { get; }

    /// <summary>
    /// Waits until there is something after <paramref name="position"/>, or the end: then it gives false.
    /// </summary>
    public async ValueTask<bool> WaitForMoreAsync(long position, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_length > position) return true;
                if (_complete) return _failure is null ? false : throw _failure;
                _changed ??= new TaskCompletionSource();
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).On(Host);
        }
    }

    /// <summary>Keeps bytes and says how many; called without the gate, since it may wait for a disk.</summary>
    private protected abstract int Keep(ReadOnlySpan<byte> bytes, out Exception? failure);

    private TaskCompletionSource? TakeWaiting()
    {
        TaskCompletionSource? waiting = _changed;
        _changed = null;
        return waiting;
    }
}

/// <summary>One reader's place in an <see cref="OutputStore"/>. Not thread-safe.</summary>
internal abstract class OutputCursor(OutputStore store) : IDisposable
{
    public OutputStore Store => store;

    /// <summary>Bytes before this place.</summary>
    public long Position { get; private protected set; }

    /// <summary>Reads what is there, or waits for it; 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (await store.WaitForMoreAsync(Position, cancellationToken).ConfigureAwait(false))
        {
            int read = await TakeAsync(destination, cancellationToken).ConfigureAwait(false);
            if (read == 0) continue;
            Position += read;
            return read;
        }

        return 0;
    }

    public virtual void Dispose()
    {
    }

    private protected abstract ValueTask<int> TakeAsync(Memory<byte> destination, CancellationToken cancellationToken);
}
