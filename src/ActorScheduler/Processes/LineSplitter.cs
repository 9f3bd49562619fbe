using System.Text;

namespace ActorScheduler.Processes;

/// <summary>
/// Cuts a stream of bytes into lines of text. A line ends with LF or CR LF, the last one needs no end. A longer line
/// than the limit comes in pieces that never cut a character or a line end in two. Not thread-safe.
/// </summary>
internal sealed class LineSplitter(int maxBytes = LineSplitter.DefaultMaxBytes)
{
    public const int DefaultMaxBytes = 1024 * 1024;
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';
    private const int LongestCharacter = 4;
    private byte[] _held = [];
    private int _heldCount;
    private bool _lineWasCut;

    /// <summary>Takes bytes; <paramref name="emit"/> gets every line that they complete.</summary>
    public void Push(ReadOnlySpan<byte> bytes, Action<string> emit)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf(LineFeed);
            ReadOnlySpan<byte> part = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? default : bytes[(end + 1)..];
            part = CutPieces(part, emit);
            if (end < 0) Hold(part);
            else EndLine(part, emit);
        }
    }

    /// <summary>The stream has ended: the rest is a line.</summary>
    public void Finish(Action<string> emit)
    {
        if (_heldCount > 0) emit(Encoding.UTF8.GetString(_held.AsSpan(0, _heldCount)));
        _heldCount = 0;
        _held = [];
        _lineWasCut = false;
    }

    private static int CutPoint(ReadOnlySpan<byte> line, int limit)
    {
        if (line[limit - 1] == CarriageReturn) return limit - 1;
        for (int back = 0; back < LongestCharacter - 1; back++)
        {
            bool isContinuation = (line[limit - back] & 0xC0) == 0x80;
            if (!isContinuation) return limit - back;
        }

        return limit;
    }

    // Emits whole pieces while what is held and the part together are longer than a piece; gives what is left of the
    // part.
    private ReadOnlySpan<byte> CutPieces(ReadOnlySpan<byte> part, Action<string> emit)
    {
        while (_heldCount + part.Length > maxBytes)
        {
            int taken = maxBytes + 1 - _heldCount;
            Hold(part[..taken]);
            part = part[taken..];
            int cut = CutPoint(_held.AsSpan(0, _heldCount), maxBytes);
            emit(Encoding.UTF8.GetString(_held.AsSpan(0, cut)));
            _held.AsSpan(cut, _heldCount - cut).CopyTo(_held);
            _heldCount -= cut;
            _lineWasCut = true;
        }

        return part;
    }

    private void EndLine(ReadOnlySpan<byte> part, Action<string> emit)
    {
        if (_heldCount > 0)
        {
            Hold(part);
            part = _held.AsSpan(0, _heldCount);
        }

        if (part.Length > 0 && part[^1] == CarriageReturn) part = part[..^1];

        // A line that was exactly as long as its pieces has no empty rest.
        if (part.Length > 0 || !_lineWasCut) emit(Encoding.UTF8.GetString(part));
        _heldCount = 0;
        _lineWasCut = false;
    }

    private void Hold(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty) return;
        int wanted = _heldCount + part.Length;
        if (_held.Length < wanted)
            Array.Resize(ref _held, Math.Min(Math.Max(wanted, _held.Length * 2), Math.Max(wanted, maxBytes + 1)));
        part.CopyTo(_held.AsSpan(_heldCount));
        _heldCount = wanted;
    }
}
