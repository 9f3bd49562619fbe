using System.Runtime.InteropServices;

namespace ActorScheduler.Cli.Output;

/// <summary>
/// Standard output or error, written through to the system at once. The console stream of the platform swallows a
/// closed pipe, and a file stream keeps a position of its own, which would overwrite what children append to the same
/// file.
/// </summary>
internal sealed partial class StandardStream : Stream
{
    private const int InterruptedSystemCall = 4;
    private const int BrokenPipe = 32;
    private const short WritableEvent = 4;
    private const int Forever = -1;
    private static readonly int TryAgain = OperatingSystem.IsLinux() ? 11 : 35;

    private const int BadDescriptor = 9;
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;

    private readonly int _descriptor;
    private readonly bool _isClosed;

    private StandardStream(int descriptor)
    {
        _descriptor = descriptor;
        _isClosed = IsClosed(descriptor);
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Standard input; null when the tool was started without one.</summary>
    public static Stream? OpenInput() =>
        !OperatingSystem.IsWindows() && IsClosed(0) ? null : Console.OpenStandardInput();

    /// <summary>Standard output.</summary>
    public static Stream OpenOutput() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new StandardStream(1);

    /// <summary>Standard error.</summary>
    public static Stream OpenError() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardError() : new StandardStream(2);

    /// <summary>Writes everything, waiting as long as the reader takes.</summary>
    /// <exception cref="OutputClosedException">The reader has gone.</exception>
    /// <exception cref="IOException">The system cannot write it, for instance because the disk is full.</exception>
    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        if (_isClosed) throw new IOException(Marshal.GetPInvokeErrorMessage(BadDescriptor));
        while (!buffer.IsEmpty)
        {
            nint written;
            fixed (byte* start = buffer) written = WriteTo(_descriptor, start, (nuint)buffer.Length);
            if (written >= 0) buffer = buffer[(int)written..];
            else Recover(Marshal.GetLastPInvokeError());
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private unsafe void Recover(int error)
    {
        if (error == InterruptedSystemCall) return;
        if (error == BrokenPipe) throw new OutputClosedException();
        if (error != TryAgain) throw new IOException(Marshal.GetPInvokeErrorMessage(error));

        // Somebody who shares the pipe or terminal with us has made it non-blocking.
        var wait = new PollRequest { Descriptor = _descriptor, Events = WritableEvent };
        _ = Poll(&wait, 1, Forever);
    }

    // Where a standard stream is missing, the runtime gets its number for a pipe or file of its own, which must be left
    // alone. Those are closed on exec, as nothing is that was inherited.
    private static bool IsClosed(int descriptor) => ControlFile(descriptor, GetDescriptorFlags) is var flags
        && (flags < 0 || (flags & CloseOnExec) != 0);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    internal static partial int ControlFile(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static unsafe partial nint WriteTo(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static unsafe partial int Poll(PollRequest* requests, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Answer;
    }
}
