namespace ActorScheduler.Cli;

/// <summary>
/// Finds out that a file may not be written before anything is begun with it. SQLite would open it for reading, and
/// fail at the first write.
/// </summary>
internal static class WritableFile
{
    /// <summary>Refuses a file that is there and may not be written. Never while a store has it open here.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Check(string path)
    {
        // For reading as well: to open a pipe for writing alone waits for its reader.
        const FileAccess Access = FileAccess.ReadWrite;
        if (File.Exists(path))
            new FileStream(path, FileMode.Open, Access, FileShare.ReadWrite, bufferSize: 1).Dispose();
    }
}
