using System.Text;
using System.Text.Unicode;

namespace ActorScheduler.Cli.JobFiles;

/// <summary>Bytes that cannot be a command: no UTF-8, or a NUL, which no argument of a program can hold.</summary>
internal static class TextCheck
{
    /// <summary>Throws at the first byte of a line that is not text.</summary>
    public static void Line(ReadOnlySpan<byte> line, string file, long number)
    {
        int nul = line.IndexOf((byte)0);
        if (nul < 0 && Utf8.IsValid(line)) return;
        long column = 1;
        while (Rune.DecodeFromUtf8(line, out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
        {
            if (rune.Value == 0)
                throw new JobFileException(file, number, column, "a NUL character cannot be part of a command");
            line = line[length..];
            column++;
        }

        throw new JobFileException(file, number, column, $"the byte 0x{line[0]:x2} is not valid UTF-8");
    }
}
