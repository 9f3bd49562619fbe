using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace ActorScheduler.Cli.Output;

/// <summary>
/// Whether bytes that come in pieces are valid UTF-8 as a whole: a character may be cut by the end of a piece.
/// </summary>
internal sealed class Utf8Scan
{
    private const int LongestRune = 4;

    private readonly byte[] _carry = new byte[LongestRune];
    private int _carried;
    private bool _invalid;

    /// <summary>True when everything up to here is valid and no character is cut off.</summary>
    public bool IsValid => !_invalid && _carried == 0;

    /// <summary>Takes the next piece; false when no further piece can make it valid.</summary>
    public bool Push(ReadOnlySpan<byte> bytes)
    {
        while (_carried > 0 && !bytes.IsEmpty && !_invalid)
        {
            _carry[_carried++] = bytes[0];
            bytes = bytes[1..];
            switch (Rune.DecodeFromUtf8(_carry.AsSpan(0, _carried), out _, out _))
            {
                case OperationStatus.Done: _carried = 0; break;
                case OperationStatus.NeedMoreData: break;
                default: _invalid = true; break;
            }
        }

        if (_invalid) return false;
        int cut = CutOff(bytes);
        _invalid = !Utf8.IsValid(bytes[..^cut]);
        bytes[^cut..].CopyTo(_carry.AsSpan(_carried));
        _carried += cut;
        return !_invalid;
    }

    // How many bytes at the end begin a character that is not whole.
    private static int CutOff(ReadOnlySpan<byte> bytes)
    {
        for (int back = 1; back < LongestRune && back <= bytes.Length; back++)
        {
            byte value = bytes[^back];
            if (value < 0x80) return 0;
            if (value < 0xc0) continue;
            int length = value >= 0xf0 ? 4 : value >= 0xe0 ? 3 : 2;
            return length > back ? back : 0;
        }

        return 0;
    }
}
