using System.Text;

namespace ActorScheduler.Cli.JobFiles;

/// <summary>
/// The YAML form: limits of <c>schedulers</c> and <c>groups</c>, and a list of <c>jobs</c>. It is read and checked
/// whole.
/// </summary>
internal sealed class YamlJobFile : JobFile
{
    private static readonly string[] Keys = ["schedulers", "groups", "jobs"];

    private readonly List<JobEntry> _entries = [];
    private readonly SchedulerSettings _settings = SchedulerSettings.None;

    /// <summary>Reads the stream to its end.</summary>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="stream">Its bytes.</param>
    /// <param name="groupOptions">Limits given on the command line; they win over the file's.</param>
    public YamlJobFile(string name, Stream stream, IReadOnlyDictionary<string, int> groupOptions)
        : base(name)
    {
        var read = new YamlReader(name);
        var limits = new Dictionary<string, int>(StringComparer.Ordinal);
        YamlValue? jobs = null;
        if (YamlTree.Load(name, new StringReader(Decode(name, stream))) is { } root)
        {
            foreach ((YamlValue key, YamlValue value) in read.Map(root, "the job file", Keys))
            {
                switch (key.Text)
                {
                    case "schedulers": _settings = YamlSettings.Read(read, value); break;
                    case "groups": ReadLimits(read, value, limits); break;
                    default: jobs = value; break;
                }
            }
        }

        foreach ((string group, int limit) in groupOptions) limits[group] = limit;
        GroupLimits = limits;
        if (jobs is not null) _entries = new YamlJobs(name, read, new GroupNames(limits)).Read(jobs);
    }

    /// <inheritdoc/>
    public override bool Streams => false;

    /// <inheritdoc/>
    public override SchedulerSettings Settings => _settings;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, int> GroupLimits { get; }

    /// <inheritdoc/>
    public override IEnumerable<JobEntry> Read() => _entries;

    private static void ReadLimits(YamlReader read, YamlValue value, Dictionary<string, int> limits)
    {
        foreach ((YamlValue name, YamlValue limit) in read.Names(value, "'groups'"))
        {
            if (GroupNames.Problem(name.Text) is { } problem) throw read.Wrong(name, problem);
            limits.Add(name.Text, read.Whole(limit, $"the limit of group '{OneLine.Of(name.Text)}'", least: 1));
        }
    }

    // YAML of other encodings is refused: a command's bytes must be the file's.
    private static string Decode(string name, Stream stream)
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        bytes.Position = 0;
        var lines = new LineReader(bytes);
        while (lines.MoveNext())
        {
            if (lines.TooLong)
                throw new JobFileException(name, lines.Number, 1, LineReader.TooLongMessage);
            TextCheck.Line(lines.Current, name, lines.Number);
        }

        ReadOnlySpan<byte> text = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        if (text.StartsWith(Encoding.UTF8.Preamble)) text = text[Encoding.UTF8.Preamble.Length..];
        return Encoding.UTF8.GetString(text);
    }
}
