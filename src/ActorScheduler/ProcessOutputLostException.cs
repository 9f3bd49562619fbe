namespace ActorScheduler;

/// <summary>
/// Captured output could not be kept whole, because the file that takes what is too much for memory could not be
/// written.
/// It is met after the last byte that was kept. The process itself is left to run, and its exit code is its own.
/// </summary>
public sealed class ProcessOutputLostException : IOException
{
    /// <summary>Makes one.</summary>
    /// <param name="folder">The folder of the temporary file.</param>
    /// <param name="keptBytes">How many bytes were kept.</param>
    /// <param name="inner">The system's own error.</param>
    public ProcessOutputLostException(string folder, long keptBytes, Exception? inner = null)
        : base(
            $"Output after byte {keptBytes} is lost: no room for it in '{folder}' "
            + $"({inner?.Message ?? "unknown error"}).",
            inner)
    {
        Folder = folder;
        KeptBytes = keptBytes;
    }

    /// <summary>The folder of the temporary file.</summary>
    public string Folder { get; }

    /// <summary>How many bytes were kept.</summary>
    public long KeptBytes { get; }
}
