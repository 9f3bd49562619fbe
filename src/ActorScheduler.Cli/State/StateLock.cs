namespace ActorScheduler.Cli.State;

/// <summary>
/// Keeps a second run away from a state: an empty file beside it that this process has locked. The lock goes with the
/// process, however that ends; the file stays, because another run may have opened it already.
/// </summary>
internal sealed class StateLock : IDisposable
{
    private const string Ending = ".lock";

    private readonly FileStream _file;

    private StateLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a state.</summary>
    /// <exception cref="IOException">Another process has it, or the file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made.</exception>
    public static StateLock Take(string state)
    {
        // However the state is called, its lock is one file.
        var file = new FileInfo(state);
        string path = file.LinkTarget is null ? state : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        path += Ending;
        return new StateLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
