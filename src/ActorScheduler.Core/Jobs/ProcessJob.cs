namespace ActorScheduler;

/// <summary>
/// A child process to run. It gets its own process group; stopping it sends TERM to the group, and KILL after
/// <see cref="KillAfter"/>. Its exit is reported after the end of its output (POPEN-4), or <see cref="DrainTimeout"/>
/// after its death, whichever comes first.
/// </summary>
public sealed record ProcessJob : Job
{
    /// <summary>
    /// Time between TERM and KILL when nothing else is asked for: the original's cancel timeout (POPEN-16).
    /// </summary>
    public static readonly TimeSpan DefaultKillAfter = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Time that a dead child's output may stay open: enough for a shell's pipeline to finish writing.
    /// </summary>
    public static readonly TimeSpan DefaultDrainTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Captured bytes kept in memory before the rest goes to a temporary file.</summary>
    public const int DefaultOutputMemoryLimit = 256 * 1024;

    /// <summary>Makes a process job; <see cref="Job.Process"/> is the usual way.</summary>
    /// <param name="program">A path, or a name that is looked up in PATH.</param>
    /// <param name="arguments">Its arguments, without the program's own name.</param>
    /// <exception cref="ArgumentException">The program is empty or has a NUL character, or an argument has
    /// one.</exception>
    public ProcessJob(string program, IReadOnlyList<string> arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(program);
        ArgumentNullException.ThrowIfNull(arguments);
        RefuseNul(program, nameof(program));
        // A copy: what is checked here is what is run, wherever and whenever that is.
        string[] own = [.. arguments];
        foreach (string argument in own)
        {
            ArgumentNullException.ThrowIfNull(argument, nameof(arguments));
            RefuseNul(argument, nameof(arguments));
        }

        Program = program;
        Arguments = own;
    }

    /// <summary>The program: a path, or a name that is looked up in PATH.</summary>
    public string Program { get; }

    /// <summary>The arguments, without the program's own name.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The folder it runs in; null means this process's own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables to set (or, with a null value, to remove) on top of this process's own environment.</summary>
    public IReadOnlyDictionary<string, string?>? Environment
    {
        get;
        init => field = value is null ? null : new Dictionary<string, string?>(value, StringComparer.Ordinal);
    }

    /// <summary>What it reads from standard input; nothing (the null device) by default.</summary>
    public ProcessInput Input { get; init; } = ProcessInput.Null;

    /// <summary>Where standard output goes; captured by default.</summary>
    public ProcessOutput Output { get; init; } = ProcessOutput.Capture;

    /// <summary>Where standard error goes; captured by default.</summary>
    public ProcessOutput Error { get; init; } = ProcessOutput.Capture;

    /// <summary>Time between TERM and KILL when it is stopped. Zero means KILL at once.</summary>
    public TimeSpan KillAfter
    {
        get;
        init => field = Check(value, nameof(KillAfter));
    } = DefaultKillAfter;

    /// <summary>
    /// How long after the child's death its output may stay open, held by a grandchild, before the exit is reported
    /// anyway;
    /// <see cref="Timeout.InfiniteTimeSpan"/> waits for the end of output whatever it takes (POPEN-5).
    /// </summary>
    public TimeSpan DrainTimeout
    {
        get;
        init => field = Check(value, nameof(DrainTimeout));
    } = DefaultDrainTimeout;

    /// <summary>Bytes of captured output kept in memory; the rest is kept in a temporary file.</summary>
    public int OutputMemoryLimit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(OutputMemoryLimit));
            field = value;
        }
    } = DefaultOutputMemoryLimit;

    /// <summary>The program and its arguments, for a person to read.</summary>
    public override string ToString() => Arguments.Count == 0 ? Program : Program + " " + string.Join(' ', Arguments);

    private static TimeSpan Check(TimeSpan value, string name) =>
        value >= TimeSpan.Zero || (value == Timeout.InfiniteTimeSpan)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must not be negative.");

    private static void RefuseNul(string text, string name)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A program and its arguments cannot contain a NUL character.", name);
    }
}
