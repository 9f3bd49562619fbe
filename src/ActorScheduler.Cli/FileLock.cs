namespace ActorScheduler.Cli;

/// <summary>
/// Keeps other processes away from something: an empty file beside it that this process has locked. The lock goes with
/// the process, however that ends; the file stays, because another process may have opened it already.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a file.</summary>
    /// <param name="guarded">The file that it is for, which need not be there.</param>
    /// <param name="ending">What the lock's name has behind that of the file.</param>
    /// <exception cref="IOException">Another process has it, or the file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made.</exception>
    public static FileLock Take(string guarded, string ending) => new(new FileStream(
        PathOf(guarded, ending), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));

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
