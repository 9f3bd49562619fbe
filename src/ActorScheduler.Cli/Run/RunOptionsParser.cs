using System.Globalization;
using ActorScheduler.Cli.JobFiles;

namespace ActorScheduler.Cli.Run;

/// <summary>Reads the arguments of <c>run</c>.</summary>
internal sealed class RunOptionsParser
{
    private const string LimitExpected = "a whole number of at least 1";

    private static readonly string[] WithValue =
    [
        "--max-jobs", "--max-load", "--load-signal", "--group", "--on-failure", "--timeout", "--kill-after",
        "--retries", "--output", "--joblog", "--state", "--progress",
    ];

    private static readonly string[] Alone =
        ["--resume", "--resume-failed", "--json", "--dry-run", "--help", "--version"];

    private readonly RunOptions _options = new();
    private readonly ArgumentReader _arguments;
    private bool _hasFile;

    private RunOptionsParser(string[] arguments, int start) =>
        _arguments = new ArgumentReader("run", arguments, start, WithValue, Alone);

    /// <summary>Reads the arguments from an index on.</summary>
    /// <exception cref="UsageException">Something is wrong with them.</exception>
    public static RunOptions Parse(string[] arguments, int start = 0) => new RunOptionsParser(arguments, start).Parse();

    private RunOptions Parse()
    {
        bool optionsEnded = false;
        while (_arguments.Next() is { } argument)
        {
            if (optionsEnded || argument.Length < 2 || argument[0] != '-') SetFile(argument);
            else if (argument == "--") optionsEnded = true;
            else if (argument[1] == '-') Long(argument);
            else Short(argument);
        }

        bool hasPast = _options.JobLog is not null || _options.State is not null;
        if (_options.Resumes && !hasPast && !_options.Help && !_options.Version)
        {
            string option = _options.Resume ? "--resume" : "--resume-failed";
            throw new UsageException($"{option} needs --state FILE or --joblog FILE, which has what was done before");
        }

        return _options;
    }

    private void SetFile(string file)
    {
        if (_hasFile)
            throw new UsageException(
                $"one job file at a time: '{OneLine.Of(_options.File!)}' and '{OneLine.Of(file)}' were given");
        if (file.Length == 0) throw new UsageException("the name of the job file is empty");
        _options.File = file;
        _hasFile = true;
    }

    private void Short(string argument)
    {
        string? name = argument[1] switch { 'j' => "--max-jobs", 'l' => "--max-load", 'h' => "--help", _ => null };
        if (name is null || (name == "--help" && argument.Length > 2)) throw _arguments.Unknown(argument);
        if (name == "--help") _options.Help = true;
        else SetValue(name, argument[..2], argument.Length > 2 ? argument[2..] : _arguments.Value(argument));
    }

    private void Long(string argument)
    {
        (string name, string? value) = _arguments.Long(argument);
        if (value is null) SetFlag(name);
        else SetValue(name, name, value);
    }

    private void SetFlag(string name)
    {
        switch (name)
        {
            case "--resume": _options.Resume = true; break;
            case "--resume-failed": _options.ResumeFailed = true; break;
            case "--json": _options.Json = true; break;
            case "--dry-run": _options.DryRun = true; break;
            case "--help": _options.Help = true; break;
            default: _options.Version = true; break;
        }
    }

    private void SetValue(string name, string typed, string value)
    {
        switch (name)
        {
            case "--max-jobs":
                _options.MaxJobs = Choices.JobLimit(value) ?? throw Wrong(Choices.JobLimitExpected);
                break;
            case "--max-load": _options.MaxLoad = Choices.Load(value) ?? throw Wrong(Choices.LoadExpected); break;
            case "--load-signal":
                _options.LoadSignal = Choices.Signal(value) ?? throw Wrong(Choices.SignalExpected);
                break;
            case "--group": AddGroup(value); break;
            case "--on-failure":
                _options.FailureMode = Choices.Failure(value) ?? throw Wrong(Choices.FailureExpected);
                break;
            case "--timeout":
                _options.Timeout = Duration(least: 1) ?? throw Wrong($"{Durations.Expected}, and longer than zero");
                break;
            case "--kill-after": _options.KillAfter = Duration(least: 0) ?? throw Wrong(Durations.Expected); break;
            case "--retries":
                _options.Retries = Choices.Retries(value) ?? throw Wrong(Choices.RetriesExpected);
                break;
            case "--output": _options.Output = Output(value) ?? throw Wrong("grouped, lines or none"); break;
            case "--progress": _options.Progress = Progress(value) ?? throw Wrong("auto, always or never"); break;
            case "--state": _options.State = Named(); break;
            default: _options.JobLog = Named(); break;
        }

        UsageException Wrong(string expected) =>
            new($"{typed} must be {expected}, not '{OneLine.Of(value, OneLine.CommandLength)}'");
        TimeSpan? Duration(long least) =>
            Durations.TryParse(value, out TimeSpan time) && time.Ticks >= least ? time : null;
        string Named() => value.Length > 0 ? value : throw Wrong("the name of a file");
    }

    private void AddGroup(string value)
    {
        int equals = value.LastIndexOf('=');
        if (equals < 0) throw new UsageException($"--group must be NAME=LIMIT, not '{OneLine.Of(value)}'");
        string name = value[..equals];
        if (GroupNames.Problem(name) is { } problem) throw Wrong(problem);
        string text = value[(equals + 1)..];
        if (Whole(text) is not (> 0 and var limit))
            throw Wrong($"the limit of '{OneLine.Of(name)}' must be {LimitExpected}, not '{OneLine.Of(text)}'");
        if (!_options.Groups.TryAdd(name, limit))
            throw Wrong($"'{OneLine.Of(name)}' was given twice");

        static UsageException Wrong(string problem) => new("--group: " + problem);
    }

    private static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static OutputMode? Output(string text) => text switch
    {
        "grouped" => OutputMode.Grouped,
        "lines" => OutputMode.Lines,
        "none" => OutputMode.None,
        _ => null,
    };

    private static ProgressMode? Progress(string text) => text switch
    {
        "auto" => ProgressMode.Auto,
        "always" => ProgressMode.Always,
        "never" => ProgressMode.Never,
        _ => null,
    };
}
