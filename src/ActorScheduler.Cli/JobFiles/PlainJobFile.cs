using System.Text;
using ActorScheduler.Machines;

namespace ActorScheduler.Cli.JobFiles;

/// <summary>
/// The plain form: one shell command a line. Blank lines and lines that begin with <c>#</c> are skipped, <c>---</c> is
/// a barrier, <c>@groups a,b</c> sets the groups of the lines below it until the next one.
/// </summary>
internal sealed class PlainJobFile : JobFile
{
    private const string Barrier = "---";
    private const string GroupsDirective = "@groups";

    private readonly Stream _stream;
    private readonly GroupNames _groups;
    private volatile bool _isDisposed;

    public PlainJobFile(string name, Stream stream, IReadOnlyDictionary<string, int> groupLimits)
        : base(name)
    {
        _stream = stream;
        _groups = new GroupNames(groupLimits);
        GroupLimits = groupLimits;
    }

    /// <inheritdoc/>
    public override bool Streams => !_stream.CanSeek;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, int> GroupLimits { get; }

    /// <inheritdoc/>
    public override IEnumerable<JobEntry> Read()
    {
        if (_stream.CanSeek) _stream.Seek(0, SeekOrigin.Begin);
        var lines = new LineReader(_stream);
        IReadOnlyList<GroupKey> groups = [];
        long number = 0;
        while (Next(lines) is { } line)
        {
            int start = FirstInk(line);
            if (start == line.Length || line[start] == '#') continue;
            if (line[start] == '@') groups = Directive(line, start, lines.Number);
            else if (line.AsSpan().Trim(" \t").SequenceEqual(Barrier)) yield return BarrierEntry.Instance;
            else
            {
                string command = start == 0 ? line : line[start..];
                yield return new JobSpec { Number = ++number, Line = lines.Number, Command = command, Groups = groups };
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _isDisposed = true;
        _stream.Dispose();
    }

    private string? Next(LineReader lines)
    {
        try
        {
            if (!lines.MoveNext()) return null;
        }
        catch (Exception) when (_isDisposed)
        {
            return null;        // the run has ended before its source
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot read job file '{Name}': {FileProblem.Of(problem)}", problem);
        }

        if (lines.TooLong) throw new JobFileException(Name, lines.Number, 1, LineReader.TooLongMessage);
        ReadOnlySpan<byte> bytes = lines.Current;
        if (lines.Number == 1 && bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        TextCheck.Line(bytes, Name, lines.Number);
        return Encoding.UTF8.GetString(bytes);
    }

    private List<GroupKey> Directive(string line, int start, long number)
    {
        int end = start;
        while (end < line.Length && !IsBlank(line[end])) end++;
        string word = line[start..end];
        if (word != GroupsDirective)
        {
            string hint = DidYouMean.Nearest(word, [GroupsDirective]) is { } near
                ? $"; did you mean '{near}'?"
                : $"; known is '{GroupsDirective}'";
            throw new JobFileException(
                Name, number, Column(line, start), $"unknown directive '{OneLine.Of(word)}'{hint}");
        }

        return Groups(line, end, number);
    }

    private List<GroupKey> Groups(string line, int from, long number)
    {
        var groups = new List<GroupKey>();
        int at = from;
        while (at < line.Length)
        {
            if (line[at] == ',' || IsBlank(line[at]))
            {
                at++;
                continue;
            }

            int start = at;
            while (at < line.Length && line[at] != ',' && !IsBlank(line[at])) at++;
            string name = line[start..at];
            groups.Add(_groups.Find(name)
                ?? throw new JobFileException(Name, number, Column(line, start), _groups.Unknown(name)));
        }

        return groups;
    }

    private static int FirstInk(string line)
    {
        int start = 0;
        while (start < line.Length && IsBlank(line[start])) start++;
        return start;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t';

    // Positions count characters as a person sees them, not the halves of a surrogate pair.
    private static long Column(string line, int index)
    {
        long column = 1;
        for (int i = 0; i < index; i++)
        {
            if (!char.IsLowSurrogate(line[i])) column++;
        }

        return column;
    }
}
