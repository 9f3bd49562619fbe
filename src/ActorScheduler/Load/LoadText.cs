using System.Buffers.Text;

namespace ActorScheduler.Load;

/// <summary>
/// What Linux writes about its load, read without allocating. Anything that does not look as expected gives null.
/// </summary>
internal static class LoadText
{
    /// <summary>
    /// The 1-minute average: the first field of <c>/proc/loadavg</c>, as in <c>0.35 0.08 0.03 1/87 5008</c>.
    /// </summary>
    public static double? LoadAverage(ReadOnlySpan<byte> text) => Number(Field(ref text));

    /// <summary>
    /// The threads that run or want to: the part of the fourth field before the stroke. The thread that reads the file
    /// is always among them and is no load, so it is not counted.
    /// </summary>
    public static double? Runnable(ReadOnlySpan<byte> text)
    {
        for (int skipped = 0; skipped < 3; skipped++)
            if (Field(ref text).IsEmpty) return null;

        ReadOnlySpan<byte> counts = Field(ref text);
        int stroke = counts.IndexOf((byte)'/');
        return stroke > 0 && Number(counts[..stroke]) is { } runnable ? Math.Max(0, runnable - 1) : null;
    }

    /// <summary>
    /// The share of the last 10 seconds, in percent, in which some task waited: <c>avg10</c> in the line
    /// <c>some avg10=11.53 avg60=2.76 avg300=0.92 total=15438616</c> of <c>/proc/pressure/cpu</c>.
    /// </summary>
    public static double? Pressure(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (!Field(ref line).SequenceEqual("some"u8)) continue;

            ReadOnlySpan<byte> average = Field(ref line);
            return average.StartsWith("avg10="u8) ? Number(average["avg10=".Length..]) : null;
        }

        return null;
    }

    /// <summary>Takes the next word off the text; empty at its end.</summary>
    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \n"u8);
        int end = text.IndexOfAny(" \n"u8);
        ReadOnlySpan<byte> field = end < 0 ? text : text[..end];
        text = text[field.Length..];
        return field;
    }

    private static double? Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out double value, out int used, 'F') && used == text.Length
        && value is >= 0 and < double.PositiveInfinity
            ? value
            : null;
}
