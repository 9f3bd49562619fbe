using System.Buffers;

namespace ActorScheduler.Cli.Output;

/// <summary>Collects the bytes of one stream until a line is whole. Not thread-safe.</summary>
internal sealed class LineBuffer
{
    /// <summary>A line longer than this is not collected whole: memory has an end.</summary>
    public const int LongestLine = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _pending = new();

    /// <summary>The bytes that are not shown yet.</summary>
    public ReadOnlySpan<byte> Pending => _pending.WrittenSpan;

    /// <summary>True when what waits is longer than a line may be.</summary>
    public bool IsOverlong => _pending.WrittenCount > LongestLine;

    /// <summary>
    /// How many of these bytes end lines: up to and with the last line end. The caller shows them after <see
    /// cref="Pending"/>.
    /// </summary>
    public static int WholeLines(ReadOnlySpan<byte> bytes) => bytes.LastIndexOf((byte)'\n') + 1;

    /// <summary>Keeps the beginning of a line.</summary>
    public void Keep(ReadOnlySpan<byte> bytes) => _pending.Write(bytes);

    /// <summary>Forgets what was shown.</summary>
    public void Clear() => _pending.ResetWrittenCount();
}
