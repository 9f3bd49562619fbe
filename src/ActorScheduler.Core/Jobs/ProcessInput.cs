namespace ActorScheduler;

/// <summary>What a child process reads from standard input.</summary>
public abstract record ProcessInput
{
    private ProcessInput() { }

    /// <summary>Nothing: end of file at once.</summary>
    public static ProcessInput Null { get; } = new NullInput();

    /// <summary>This process's own standard input.</summary>
    public static ProcessInput Inherit { get; } = new InheritInput();

    /// <summary>These bytes, then end of file. A child that does not read them all is no error.</summary>
    public static ProcessInput Bytes(ReadOnlyMemory<byte> bytes) => new BytesInput(bytes);

    /// <summary>This text as UTF-8, then end of file.</summary>
    public static ProcessInput Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new BytesInput(System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <summary>A file, opened by the child's side when it starts.</summary>
    public static ProcessInput File(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileInput(path);
    }

    internal sealed record NullInput : ProcessInput;

    internal sealed record InheritInput : ProcessInput;

    internal sealed record BytesInput(ReadOnlyMemory<byte> Content) : ProcessInput;

    internal sealed record FileInput(string Path) : ProcessInput;
}
