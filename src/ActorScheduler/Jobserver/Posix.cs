using System.Globalization;
using System.Runtime.InteropServices;

namespace ActorScheduler.Jobserver;

/// <summary>
/// The few calls of Linux that the jobserver is made of; numbers as on every architecture that .NET runs on.
/// </summary>
internal static unsafe partial class Posix
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int NoControllingTerminal = 0x100;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const short PollIn = 1;

    public const int InterruptedError = 4;
    public const int AgainError = 11;
    public const int NoReaderError = 6;

    private const int GetDescriptorFlags = 1;
    private const int GetStatusFlags = 3;
    private const int AccessMode = 3;
    private const int DescriptorIsCloseOnExec = 1;

    private const int EmptyPath = 0x1000;
    private const uint BasicStatus = 0x7ff;
    private const int StatusSize = 256;
    private const int FileType = 0xF000;
    private const int FileTypePipe = 0x1000;

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Result;
    }

    /// <summary>The reason of the last failed call on this thread, in words.</summary>
    public static string LastError => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe(int* descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    /// <summary>
    /// Reads one byte, begun anew when a signal interrupts. 1, 0 at the end, or -1 with the error in the thread.
    /// </summary>
    public static int ReadByte(int descriptor, out byte value)
    {
        byte read = 0;
        nint count;
        do count = Read(descriptor, &read, 1);
        while (count < 0 && Marshal.GetLastPInvokeError() == InterruptedError);
        value = read;
        return (int)count;
    }

    /// <summary>Writes one byte, begun anew when a signal interrupts.</summary>
    public static bool WriteByte(int descriptor, byte value)
    {
        nint count;
        do count = Write(descriptor, &value, 1);
        while (count < 0 && Marshal.GetLastPInvokeError() == InterruptedError);
        return count == 1;
    }

    /// <summary>Adds one to an event descriptor.</summary>
    public static void Signal(int descriptor)
    {
        ulong one = 1;
        _ = Write(descriptor, &one, sizeof(ulong));
    }

    /// <summary>Sets an event descriptor back to zero.</summary>
    public static void Drain(int descriptor)
    {
        ulong count;
        _ = Read(descriptor, &count, sizeof(ulong));
    }

    /// <summary>Whether the descriptor is open and would stay so in a program that we start.</summary>
    public static bool IsInherited(int descriptor) =>
        Control(descriptor, GetDescriptorFlags, 0) is >= 0 and var flags && (flags & DescriptorIsCloseOnExec) == 0;

    /// <summary>Whether it was opened for this access, or for both.</summary>
    public static bool Allows(int descriptor, int access) =>
        Control(descriptor, GetStatusFlags, 0) is >= 0 and var flags
        && ((flags & AccessMode) == access || (flags & AccessMode) == ReadWrite);

    /// <summary>
    /// Which pipe an open descriptor belongs to; null when it is none. Both ends of a pipe have the same answer.
    /// </summary>
    public static (ulong Device, ulong Node)? PipeBehind(int descriptor)
    {
        // statx, unlike stat, has one layout on all architectures: mode at 28, inode at 32, device at 136.
        byte* status = stackalloc byte[StatusSize];
        if (Status(descriptor, "", EmptyPath, BasicStatus, status) != 0) return null;
        bool isPipe = (*(ushort*)(status + 28) & FileType) == FileTypePipe;
        return isPipe ? (*(ulong*)(status + 136), *(ulong*)(status + 32)) : null;
    }

    /// <summary>A name of an open descriptor that can be opened again, with flags of its own.</summary>
    public static string PathOf(int descriptor) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}");

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int directory, string path, int flags, uint mask, byte* status);
}
