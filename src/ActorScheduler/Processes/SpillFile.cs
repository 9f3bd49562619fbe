using Microsoft.Win32.SafeHandles;

namespace ActorScheduler.Processes;

/// <summary>
/// A temporary file without a name, so that nothing is left behind however this process ends: Unix takes the name away
/// at once, Windows deletes the file when its handle closes. The handle closes when nobody refers to it any more.
/// </summary>
internal static class SpillFile
{
    private const int MaxAttempts = 100;
    private static int s_count;

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
