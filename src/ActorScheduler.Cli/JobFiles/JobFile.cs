using ActorScheduler.Cli.Output;

namespace ActorScheduler.Cli.JobFiles;

/// <summary>Where the jobs come from.</summary>
internal abstract class JobFile : IDisposable
{
    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    protected JobFile(string name) => Name = name;

    /// <summary>The name for messages.</summary>
    public string Name { get; }

    /// <summary>
    /// True when the jobs arrive while they run (standard input, a pipe): then <see cref="Read"/> can be called once,
    /// and a mistake is only found when its line has come.
    /// </summary>
    public abstract bool Streams { get; }

    /// <summary>What the file says about the run as a whole.</summary>
    public virtual SchedulerSettings Settings => SchedulerSettings.None;

    /// <summary>The limit of every group, from the file and the command line.</summary>
    public abstract IReadOnlyDictionary<string, int> GroupLimits { get; }

    /// <summary>Opens a job file by its name; the ending tells the form.</summary>
    /// <param name="path">A path, or null or "-" for standard input.</param>
    /// <param name="groups">Limits given on the command line; they win over the file's.</param>
    /// <exception cref="UsageException">It cannot be read, or is wrong.</exception>
    public static JobFile Open(string? path, IReadOnlyDictionary<string, int> groups)
    {
        if (path is null or StandardInput) return new PlainJobFile(StandardInput, OpenInput(), groups);
        if (Directory.Exists(path))
            throw new UsageException($"cannot read job file '{OneLine.Of(path)}': it is a directory");
        try
        {
            var stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            if (!IsYaml(path)) return new PlainJobFile(OneLine.Of(path), stream, groups);
            using (stream) return new YamlJobFile(OneLine.Of(path), stream, groups);
        }
        catch (Exception problem)
            when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new UsageException($"cannot read job file '{OneLine.Of(path)}': {FileProblem.Of(problem)}", problem);
        }
    }

    /// <summary>
    /// The entries in the order in which they are to be scheduled, read as they are asked for.
    /// Throws <see cref="UsageException"/> at the first mistake.
    /// </summary>
    public abstract IEnumerable<JobEntry> Read();

    /// <inheritdoc/>
    public virtual void Dispose() { }

    private static Stream OpenInput() => StandardStream.OpenInput()
        ?? throw new UsageException("cannot read job file '-': standard input is closed");

    private static bool IsYaml(string path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
}
