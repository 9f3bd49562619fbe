using Microsoft.Win32.SafeHandles;

namespace ActorScheduler.Processes;

/// <summary>
/// Keeps a whole stream: the first bytes in memory, the rest in a file. Any number of readers, each from the first
/// byte, during the run or later (POPEN-23). It is never full, so the child never waits for a reader.
/// </summary>
internal sealed class OutputSpool(int memoryLimit, string? temporaryFolder) : OutputStore
{
    private const int FirstSegment = 256;
    private const int LargestSegment = 64 * 1024;
    private readonly int _memoryLimit = memoryLimit;
    private readonly List<byte[]> _segments = [];
    private SafeFileHandle? _file;
    private int _tailUsed;
    private int _inMemory;
    private long _inFile;
    private long _checkedTo = SpillFile.CheckInterval;

    public override bool IsRereadable => true;

    /// <summary>The memory is full: from here on bytes go to the disk.</summary>
    public override bool AppendMayBlock => _inMemory >= _memoryLimit;

    public override OutputCursor OpenCursor() => new Cursor(this);

    /// <summary>The last bytes, when nothing more comes; less when the disk does not give them back.</summary>
    public byte[] ReadTail(int most)
    {
        long length = Length;
        long start = Math.Max(0, length - most);
        byte[] tail = new byte[length - start];
        int fromMemory = (int)Math.Max(0, Math.Min(_inMemory, length) - start);
        CopyFromMemory(start, tail.AsSpan(0, fromMemory));
        if (fromMemory == tail.Length) return tail;
        try
        {
            long place = start + fromMemory - _inMemory;
            int read = RandomAccess.Read(_file!, tail.AsSpan(fromMemory), place);
            return tail[..(fromMemory + read)];
        }
        catch (IOException)
        {
            return tail[..fromMemory];
        }
    }

    private void CopyFromMemory(long start, Span<byte> destination)
    {
        lock (Gate)
        {
            foreach (byte[] segment in _segments)
            {
                if (destination.IsEmpty) return;
                int skip = (int)Math.Min(start, segment.Length);
                start -= skip;
                int count = Math.Min(segment.Length - skip, destination.Length);
                segment.AsSpan(skip, count).CopyTo(destination);
                destination = destination[count..];
            }
        }
    }

    private protected override int Keep(ReadOnlySpan<byte> bytes, out Exception? failure)
    {
        failure = null;
        int forMemory = Math.Min(bytes.Length, _memoryLimit - _inMemory);
        if (forMemory > 0) KeepInMemory(bytes[..forMemory]);
        if (forMemory == bytes.Length) return forMemory;
        failure = KeepInFile(bytes[forMemory..], Length + forMemory);
        return failure is null ? bytes.Length : forMemory;
    }

    private void KeepInMemory(ReadOnlySpan<byte> bytes)
    {
        // Segments do not move, so readers copy from them while the next bytes are written behind those that are
        // published.
        while (bytes.Length > 0)
        {
            if (_segments.Count == 0 || _tailUsed == _segments[^1].Length) AddSegment(bytes.Length);
            byte[] tail = _segments[^1];
            int count = Math.Min(bytes.Length, tail.Length - _tailUsed);
            bytes[..count].CopyTo(tail.AsSpan(_tailUsed));
            bytes = bytes[count..];
            _tailUsed += count;
            _inMemory += count;
        }
    }

    private void AddSegment(int wanted)
    {
        int doubled = _segments.Count == 0 ? FirstSegment : _segments[^1].Length * 2;
        int size = Math.Min(Math.Max(wanted, doubled), LargestSegment);
        lock (Gate) _segments.Add(new byte[Math.Min(size, _memoryLimit - _inMemory)]);
        _tailUsed = 0;
    }

    private ProcessOutputLostException? KeepInFile(ReadOnlySpan<byte> bytes, long keptBefore)
    {
        string folder = temporaryFolder ?? Path.GetTempPath();
        try
        {
            if (_inFile >= _checkedTo)
            {
                SpillFile.RefuseFullDisk(folder);
                _checkedTo = _inFile + SpillFile.CheckInterval;
            }

            _file ??= SpillFile.Create(folder);
            RandomAccess.Write(_file, bytes, _inFile);
            _inFile += bytes.Length;
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The child must not suffer for our disk: it writes on into nothing, and whoever reads is told what is
            // missing.
            return new ProcessOutputLostException(folder, keptBefore, e);
        }
    }

    private byte[] Segment(int index)
    {
        lock (Gate) return _segments[index];
    }

    private sealed class Cursor(OutputSpool spool) : OutputCursor(spool)
    {
        private int _segment;
        private int _offset;

        private protected override ValueTask<int> TakeAsync(Memory<byte> destination,
            CancellationToken cancellationToken)
        {
            // The memory is filled to its limit before the first byte goes to the file.
            long available = spool.Length - Position;
            long leftInMemory = spool._memoryLimit - Position;
            if (leftInMemory > 0) return new(TakeFromMemory(destination.Span, Math.Min(available, leftInMemory)));
            destination = destination[..(int)Math.Min(destination.Length, available)];
            return RandomAccess.ReadAsync(spool._file!, destination, -leftInMemory, cancellationToken);
        }

        private int TakeFromMemory(Span<byte> destination, long available)
        {
            byte[] segment = spool.Segment(_segment);
            if (_offset == segment.Length)
            {
                segment = spool.Segment(++_segment);
                _offset = 0;
            }

            int count = (int)Math.Min(Math.Min(segment.Length - _offset, destination.Length), available);
            segment.AsSpan(_offset, count).CopyTo(destination);
            _offset += count;
            return count;
        }
    }
}
