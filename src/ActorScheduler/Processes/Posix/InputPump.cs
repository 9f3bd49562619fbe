namespace ActorScheduler.Processes;

/// <summary>
/// Writes a job's input into its child's pipe as the child reads it. A child that does not read to the end is no error:
/// the runtime ignores SIGPIPE, and the broken pipe ends the pump.
/// </summary>
internal sealed unsafe class InputPump(Watcher watcher, int descriptor, ReadOnlyMemory<byte> content) : IWatched
{
    private readonly Lock _gate = new();
    private ReadOnlyMemory<byte> _left = content;
    private int _descriptor = descriptor;

    /// <summary>Writes what fits at once; true when that was all and the pipe is closed.</summary>
    public bool WriteFirst()
    {
        lock (_gate)
        {
            Write();
            return _descriptor < 0;
        }
    }

    public void Start() => watcher.Watch(_descriptor, Watcher.Writable, this);

    public void Ready()
    {
        lock (_gate) Write();
    }

    /// <summary>The child is dead, or was never born.</summary>
    public void Close()
    {
        lock (_gate) End();
    }

    private void Write()
    {
        while (_descriptor >= 0 && !_left.IsEmpty)
        {
            nint count;
            fixed (byte* start = _left.Span) count = Libc.Write(_descriptor, start, _left.Length);
            if (count >= 0) _left = _left[(int)count..];
            else if (Libc.LastError == Libc.EAGAIN) return;
            else if (Libc.LastError != Libc.EINTR) break;
        }

        End();
    }

    private void End()
    {
        if (_descriptor < 0) return;
        watcher.Forget(_descriptor);
        Descriptors.Close(ref _descriptor);
        _left = default;
    }
}
