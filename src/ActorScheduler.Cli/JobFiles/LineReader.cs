namespace ActorScheduler.Cli.JobFiles;

/// <summary>
/// Cuts a stream into lines without waiting for more than the next one: a command typed or piped in is seen at once.
/// Memory is one block, or the longest line.
/// </summary>
internal sealed class LineReader
{
    /// <summary>No system takes a longer command, so a longer line is a mistake, and memory stays bounded.</summary>
    public const int LongestLine = 2 * 1024 * 1024;

    /// <summary>What is said of a longer line.</summary>
    public static readonly string TooLongMessage = $"the line is longer than {LongestLine} bytes";

    private const int Block = 64 * 1024;

    private readonly Stream _source;
    private byte[] _buffer = new byte[Block];
    private int _start;
    private int _end;
    private int _lineStart;
    private int _lineEnd;
    private bool _ended;

    public LineReader(Stream source) => _source = source;

    /// <summary>The line's number, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Bytes up to and with the current line's end.</summary>
    public long Consumed { get; private set; }

    /// <summary>True when the current line has an end; only the last one may have none.</summary>
    public bool HasEnd { get; private set; }

    /// <summary>The line without its end (LF or CR LF); valid until the next <see cref="MoveNext"/>.</summary>
    public ReadOnlySpan<byte> Current => _buffer.AsSpan(_lineStart, _lineEnd - _lineStart);

    /// <summary>
    /// True when the current line is longer than <see cref="LongestLine"/>; nothing can be read after it.
    /// </summary>
    public bool TooLong { get; private set; }

    /// <summary>Goes to the next line; false at the end. A last line without a line end counts.</summary>
    public bool MoveNext()
    {
        int searched = _start;
        while (true)
        {
            int found = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (found >= 0) return Take(searched + found, searched + found + 1);
            int pending = _end - _start;
            if (_ended) return pending > 0 && Take(_end, _end);
            if (pending > LongestLine)
            {
                TooLong = _ended = true;
                return Take(_end, _end);
            }

            MakeRoom();
            searched = _end;
            int count = _source.Read(_buffer, _end, _buffer.Length - _end);
            _ended = count == 0;
            _end += count;
        }
    }

    private bool Take(int lineEnd, int next)
    {
        _lineStart = _start;
        _lineEnd = lineEnd > _lineStart && _buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        HasEnd = next > lineEnd;
        Consumed += next - _start;
        _start = next;
        Number++;
        return true;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}
