namespace ActorScheduler.Cli;

/// <summary>
/// Keeps other processes away from something: an empty file beside it that this process has locked. The lock goes with
/// the process, however that ends; the file stays, because another process may have opened it already.
/// </summary>
internal sealed class FileLock : IDisposable
{
    /// <summary>
    /// How often a lock is asked for: who only looks whether it is taken has it for a moment.
    /// </summary>
    private const int Attempts = 5;

    /// <summary>Milliseconds between two of them.</summary>
    private const int Pause = 20;

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a file.</summary>
    /// <param name="guarded">The file that it is for, which need not be there.</param>
    /// <param name="ending">What the lock's name has behind that of the file.</param>
    /// <exception cref="IOException">Another process has it, or the file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made.</exception>
    public static FileLock Take(string guarded, string ending)
    {
        string path = PathOf(guarded, ending);
        for (int attempt = 1;; attempt++)
        {
            try
            {
                return new FileLock(new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
            }
            catch (IOException problem) when (FileProblem.IsLocked(problem) && attempt < Attempts)
            {
                var pause = new object();
                lock (pause) Monitor.Wait(pause, Pause);
            }
        }
    }

    /// <summary>True when a process has the lock of a file; false also when that cannot be found out.</summary>
    public static bool IsTaken(string guarded, string ending)
    {
        try
        {
            string path = PathOf(guarded, ending);
            if (!File.Exists(path)) return false;
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1).Dispose();
            return false;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return FileProblem.IsLocked(problem);
        }
    }

    /// <summary>Where the lock of a file is: one place, by whatever link the file is called.</summary>
    public static string PathOf(string guarded, string ending)
    {
        var file = new FileInfo(guarded);
        string path = file.LinkTarget is null
            ? file.FullName
            : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        return path + ending;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
