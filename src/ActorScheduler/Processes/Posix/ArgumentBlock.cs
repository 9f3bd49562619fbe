using System.Runtime.InteropServices;
using System.Text;

namespace ActorScheduler.Processes;

/// <summary>A program's path and arguments as the system takes them, in native memory.</summary>
internal readonly unsafe ref struct ArgumentBlock : IDisposable
{
    private readonly byte** _entries;

    /// <summary>Encodes them.</summary>
    /// <param name="path">The file to execute.</param>
    /// <param name="program">The name that the program gets to see as its own.</param>
    /// <param name="arguments">Its arguments.</param>
    public ArgumentBlock(string path, string program, IReadOnlyList<string> arguments)
    {
        int count = arguments.Count;
        long bytes = Encoding.UTF8.GetMaxByteCount(path.Length) + Encoding.UTF8.GetMaxByteCount(program.Length) + 2L;
        for (int i = 0; i < count; i++) bytes += Encoding.UTF8.GetMaxByteCount(arguments[i].Length) + 1L;
        _entries = (byte**)NativeMemory.Alloc((nuint)(((count + 2) * sizeof(nint)) + bytes));
        byte* text = (byte*)(_entries + count + 2);
        Path = text;
        text += Encode(path, text);
        _entries[0] = text;
        text += Encode(program, text);
        for (int i = 0; i < count; i++)
        {
            _entries[i + 1] = text;
            text += Encode(arguments[i], text);
        }

        _entries[count + 1] = null;
    }

    public byte* Path { get; }

    public byte** Entries => _entries;

    public void Dispose() => NativeMemory.Free(_entries);

    private static int Encode(string value, byte* text)
    {
        int written = Encoding.UTF8.GetBytes(value, new Span<byte>(text, Encoding.UTF8.GetMaxByteCount(value.Length)));
        text[written] = 0;
        return written + 1;
    }
}
