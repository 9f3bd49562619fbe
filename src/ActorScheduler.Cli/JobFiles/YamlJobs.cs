using ActorScheduler.Cli.Shell;

namespace ActorScheduler.Cli.JobFiles;

/// <summary>The <c>jobs</c> list of a YAML job file.</summary>
internal sealed class YamlJobs
{
    private const string Barrier = "barrier";
    private const string Expected = "an entry of 'jobs' is a mapping with 'run', or the word 'barrier'";
    private static readonly string[] Keys = ["name", "run", "groups", "after", "env", "cwd", "timeout", "retries"];

    private readonly YamlReader _read;
    private readonly GroupNames _groups;
    private readonly JobOrder _order;
    private readonly Dictionary<string, YamlValue> _names = new(StringComparer.Ordinal);
    private long _number;

    public YamlJobs(string file, YamlReader read, GroupNames groups)
    {
        _read = read;
        _groups = groups;
        _order = new JobOrder(file);
    }

    /// <summary>The entries, every job after the ones that it names in <c>after</c>.</summary>
    public List<JobEntry> Read(YamlValue jobs)
    {
        if (jobs.Kind == YamlKind.Null) return [];
        if (jobs.Kind != YamlKind.List) throw _read.Wrong(jobs, $"'jobs' must be a list, not {jobs.Describe()}");
        foreach (YamlValue entry in jobs.Items)
        {
            if (entry.Kind == YamlKind.Scalar && entry.Text == Barrier) _order.AddBarrier();
            else if (entry.Kind == YamlKind.Map) ReadJob(entry);
            else throw _read.Wrong(entry, $"{Expected}, not {entry.Describe()}");
        }

        return _order.Sort();
    }

    private void ReadJob(YamlValue job)
    {
        var fields = new Dictionary<string, YamlValue>(StringComparer.Ordinal);
        foreach ((YamlValue key, YamlValue value) in _read.Map(job, "a job", Keys)) fields.Add(key.Text, value);
        if (!fields.TryGetValue("run", out YamlValue? run)) throw _read.Wrong(job, "the job has no 'run'");
        List<string>? arguments = run.Kind == YamlKind.List ? Arguments(run) : null;
        List<YamlValue> after = fields.TryGetValue("after", out YamlValue? list)
            ? _read.OneOrMore(list, "'after'")
            : [];
        var spec = new JobSpec
        {
            Number = ++_number,
            Line = job.Line,
            Command = arguments is null ? _read.Text(run, "'run'") : ShellText.Of(arguments),
            Arguments = arguments,
            Name = fields.TryGetValue("name", out YamlValue? name) ? Name(name) : null,
            Groups = fields.TryGetValue("groups", out YamlValue? groups) ? Groups(groups) : [],
            After = after.ConvertAll(value => _read.Text(value, "a name in 'after'")),
            Environment = fields.TryGetValue("env", out YamlValue? env) ? Environment(env) : null,
            WorkingDirectory = fields.TryGetValue("cwd", out YamlValue? cwd) ? _read.Text(cwd, "'cwd'") : null,
            Timeout = fields.TryGetValue("timeout", out YamlValue? timeout)
                ? _read.Duration(timeout, "'timeout'")
                : null,
            Retries = fields.TryGetValue("retries", out YamlValue? retries)
                ? Choices.Retries(retries.Text) ?? throw _read.Wrong(
                    retries, $"'retries' must be {Choices.RetriesExpected}, not {retries.Describe()}")
                : null,
        };
        _order.Add(spec, after);
    }

    private string Name(YamlValue value)
    {
        string name = _read.Text(value, "'name'");
        return _names.TryAdd(name, value)
            ? name
            : throw _read.Wrong(value, $"duplicate name '{OneLine.Of(name)}': line {_names[name].Line} has it already");
    }

    private List<string> Arguments(YamlValue run)
    {
        if (run.Items.Count == 0) throw _read.Wrong(run, "'run' is an empty list");
        _read.Text(run.Items[0], "the program in 'run'");
        return run.Items.ConvertAll(item => _read.Argument(item, "an argument in 'run'"));
    }

    private List<GroupKey> Groups(YamlValue groups) => _read.OneOrMore(groups, "'groups'").ConvertAll(item =>
    {
        string name = _read.Text(item, "a group");
        return _groups.Find(name) ?? throw _read.Wrong(item, _groups.Unknown(name));
    });

    private Dictionary<string, string?> Environment(YamlValue env)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach ((YamlValue name, YamlValue value) in _read.Names(env, "'env'"))
        {
            if (name.Text.Length == 0 || name.Text.AsSpan().ContainsAny('=', '\0'))
                throw _read.Wrong(name, $"'{OneLine.Of(name.Text)}' cannot be the name of a variable");
            bool removes = value.Kind == YamlKind.Null;
            variables.Add(name.Text, removes ? null : _read.Argument(value, $"the value of '{OneLine.Of(name.Text)}'"));
        }

        return variables;
    }
}
