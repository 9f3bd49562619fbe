using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ActorScheduler.Chaos;

/// <summary>
/// A file that many processes append to, each write at what is its end then. The system's own: a FileStream remembers
/// where the end was.
/// </summary>
internal sealed partial class AppendFile : IDisposable
{
    private const int WriteOnlyAppendCreateCloseOnExec = 0x1 | 0x400 | 0x40 | 0x80000;
    private const int ReadableByAll = 0x1A4;

    private readonly int _descriptor;
    private int _closed;

    public AppendFile(string path)
    {
        _descriptor = Open(path, WriteOnlyAppendCreateCloseOnExec, ReadableByAll);
        if (_descriptor < 0) throw new Win32Exception(Marshal.GetLastPInvokeError(), $"'{path}' cannot be opened.");
    }

    /// <summary>Writes all of it in one piece.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        nint written = Write(_descriptor, bytes, bytes.Length);
        if (written != bytes.Length) throw new Win32Exception(Marshal.GetLastPInvokeError(), "A line was not written.");
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0) _ = Close(_descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
