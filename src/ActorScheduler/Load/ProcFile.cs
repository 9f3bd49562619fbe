using Microsoft.Win32.SafeHandles;

namespace ActorScheduler.Load;

/// <summary>
/// A file that the kernel writes anew at each read from its start. It stays open between reads; a read that fails opens
/// it once more, for a file system that was mounted again or a file that came late. Any thread may read.
/// </summary>
internal sealed class ProcFile(string path) : IDisposable
{
    private SafeFileHandle? _handle;
    private volatile bool _disposed;

    /// <summary>Fills the buffer from the start of the file; -1 when it cannot be read.</summary>
    public int Read(Span<byte> buffer)
    {
        SafeFileHandle? handle = Volatile.Read(ref _handle);
        if (handle is not null && TryRead(handle, buffer) is { } length) return length;

        return Reopen(handle) is { } fresh ? TryRead(fresh, buffer) ?? -1 : -1;
    }

    public void Dispose()
    {
        _disposed = true;
        Interlocked.Exchange(ref _handle, null)?.Dispose();
    }

    private static int? TryRead(SafeFileHandle handle, Span<byte> buffer)
    {
        try
        {
            return RandomAccess.Read(handle, buffer, 0);
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            return null;
        }
    }

    /// <summary>
    /// Puts a fresh handle in the place of the one that failed; one that another thread put there is used instead.
    /// </summary>
    private SafeFileHandle? Reopen(SafeFileHandle? failed)
    {
        if (_disposed) return null;
        SafeFileHandle fresh;
        try
        {
            fresh = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            return null;
        }

        SafeFileHandle? found = Interlocked.CompareExchange(ref _handle, fresh, failed);
        if (ReferenceEquals(found, failed))
        {
            failed?.Dispose();
            if (_disposed) Dispose();   // it came between our look and the exchange
            return fresh;
        }

        fresh.Dispose();
        return found;
    }

    // ObjectDisposed: another thread has just replaced the handle we took.
    private static bool IsUnreadable(Exception error) =>
        error is IOException or UnauthorizedAccessException or ObjectDisposedException or NotSupportedException;
}
