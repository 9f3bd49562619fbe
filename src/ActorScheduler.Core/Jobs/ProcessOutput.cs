namespace ActorScheduler;

/// <summary>Where a stream of a child process goes.</summary>
public abstract record ProcessOutput
{
    private ProcessOutput() { }

    /// <summary>
    /// Kept whole until the handle is collected, in memory up to a limit and in a temporary file after that;
    /// read it while it runs or later, as often as you like.
    /// </summary>
    public static ProcessOutput Capture { get; } = new CaptureOutput();

    /// <summary>
    /// Handed to one reader, who gets each byte once. The child waits while the reader is behind: little is buffered.
    /// </summary>
    public static ProcessOutput Stream { get; } = new StreamOutput();

    /// <summary>Thrown away by the operating system.</summary>
    public static ProcessOutput Discard { get; } = new DiscardOutput();

    /// <summary>This process's own stream of the same kind.</summary>
    public static ProcessOutput Inherit { get; } = new InheritOutput();

    /// <summary>A file, written by the child itself.</summary>
    /// <param name="path">The file; made when it does not exist.</param>
    /// <param name="append">True adds to the file's end, false empties it first.</param>
    public static ProcessOutput File(string path, bool append = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileOutput(path, append);
    }

    internal sealed record CaptureOutput : ProcessOutput;

    internal sealed record StreamOutput : ProcessOutput;

    internal sealed record DiscardOutput : ProcessOutput;

    internal sealed record InheritOutput : ProcessOutput;

    internal sealed record FileOutput(string Path, bool Append) : ProcessOutput;
}
