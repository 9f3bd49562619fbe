using Microsoft.Win32.SafeHandles;

namespace ActorScheduler.Processes;

/// <summary>
/// A temporary file without a name, so that nothing is left behind however this process ends: Unix takes the name away
/// at once, Windows deletes the file when its handle closes. The handle closes when nobody refers to it any more.
/// </summary>
internal static class SpillFile
{
    /// <summary>How many bytes are written before each look at the disk: a small file is always tried.</summary>
    public const long CheckInterval = 16 * 1024 * 1024;
    private const int MaxAttempts = 100;

    /// <summary>A disk is left this much of itself, but no more than <see cref="LargestReserve"/>.</summary>
    private const int ReservePart = 20;
    private const long LargestReserve = 1L << 30;
    private static int s_count;

    /// <summary>
    /// Output that nobody asked to be so large must not take the last room from everybody else on the machine, so it
    /// ends where the disk's reserve begins.
    /// </summary>
    /// <exception cref="IOException">The disk has only its reserve left.</exception>
    public static void RefuseFullDisk(string folder)
    {
        var disk = new DriveInfo(Path.GetFullPath(folder));
        long free = disk.AvailableFreeSpace;
        long reserve = Math.Min(disk.TotalSize / ReservePart, LargestReserve);
        if (free < reserve + CheckInterval)
            throw new IOException($"only {free} bytes are free");
    }

    public static SafeFileHandle Create(string folder)
    {
        for (int attempt = 1; ; attempt++)
        {
            string path = Path.Combine(folder,
                $"actorscheduler-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}.out");
            try
            {
                return Create(path, folder);
            }
            catch (IOException) when (attempt < MaxAttempts && File.Exists(path))
            {
                // Left by a process of the same number that was killed between making and unnaming it.
            }
        }
    }

    private static SafeFileHandle Create(string path, string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"The folder '{folder}' does not exist.");
        FileOptions options =
            FileOptions.Asynchronous | (OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        SafeFileHandle handle =
            File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, options);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.Delete(path);
        }

        return handle;
    }
}
