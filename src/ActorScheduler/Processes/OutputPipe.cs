namespace ActorScheduler.Processes;

/// <summary>
/// Hands a stream to one reader at a time, each byte once. It holds little, and while it is full the child waits. The
/// death of the child lifts the bound: what the system's own pipe still holds must not be lost when that is closed.
/// </summary>
internal sealed class OutputPipe : OutputStore
{
    /// <summary>As much as a pipe of Linux holds: the child runs ahead of its reader by twice that.</summary>
    public const int Bound = 64 * 1024;

    /// <summary>
    /// Less room than this is no room, so that a reader of single lines does not cause reads of single lines.
    /// </summary>
    private const int LeastRoom = 16 * 1024;
    private const int FirstRing = 4 * 1024;
    private byte[] _ring = [];
    private int _start;
    private int _count;
    private long _taken;
    private bool _hasReader;

    public override bool IsRereadable => false;

    public override int Room
    {
        get
        {
            lock (Gate) return RoomLocked;
        }
    }

    private int RoomLocked => Bound - _count >= LeastRoom ? Bound - _count : 0;

    public override OutputCursor OpenCursor()
    {
        lock (Gate)
        {
            if (_hasReader)
                throw new InvalidOperationException("Streamed output has one reader at a time; Capture has many.");
            _hasReader = true;
        }

        return new Cursor(this);
    }

    private protected override int Keep(ReadOnlySpan<byte> bytes, out Exception? failure)
    {
        failure = null;
        lock (Gate)
        {
            if (_ring.Length - _count < bytes.Length) Grow(_count + bytes.Length);
            int end = (_start + _count) % _ring.Length;
            int first = Math.Min(bytes.Length, _ring.Length - end);
            bytes[..first].CopyTo(_ring.AsSpan(end));
            bytes[first..].CopyTo(_ring);
            _count += bytes.Length;
        }

        return bytes.Length;
    }

    private void Grow(int wanted)
    {
        byte[] larger = new byte[Math.Max(wanted, Math.Max(FirstRing, _ring.Length * 2))];
        CopyOut(larger.AsSpan(0, _count));
        _ring = larger;
        _start = 0;
    }

    private void CopyOut(Span<byte> destination)
    {
        int first = Math.Min(destination.Length, _ring.Length - _start);
        _ring.AsSpan(_start, first).CopyTo(destination);
        _ring.AsSpan(0, destination.Length - first).CopyTo(destination[first..]);
    }

    private int Take(Span<byte> destination)
    {
        int count;
        bool roomMade;
        lock (Gate)
        {
            count = Math.Min(destination.Length, _count);
            if (count == 0) return 0;
            bool wasFull = RoomLocked == 0;
            CopyOut(destination[..count]);
            _start = (_start + count) % _ring.Length;
            _count -= count;
            _taken += count;
            roomMade = wasFull && RoomLocked > 0;
            if (_count == 0 && IsComplete) _ring = [];
        }

        if (roomMade) RoomMade?.Invoke();
        return count;
    }

    private sealed class Cursor : OutputCursor
    {
        private readonly OutputPipe _pipe;

        public Cursor(OutputPipe pipe)
            : base(pipe)
        {
            _pipe = pipe;
            // Counted by the takers: the store's length follows a moment after the bytes are here.
            lock (pipe.Gate) Position = pipe._taken;
        }

        public override void Dispose()
        {
            lock (_pipe.Gate) _pipe._hasReader = false;
        }

        private protected override ValueTask<int> TakeAsync(Memory<byte> destination,
            CancellationToken cancellationToken) =>
            new(_pipe.Take(destination.Span));
    }
}
