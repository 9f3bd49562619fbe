namespace ActorScheduler.Cli.JobFiles;

/// <summary>One job as its file describes it, checked and immutable.</summary>
internal sealed class JobSpec : JobEntry
{
    /// <summary>Its place among the jobs of the file, from 1; the Seq of the job log.</summary>
    public required long Number { get; init; }

    /// <summary>The line where it begins, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>The command as a person writes it; for an argument list, quoted for a shell.</summary>
    public required string Command { get; init; }

    /// <summary>Program and arguments; null when <see cref="Command"/> is for the shell.</summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>The name by which later jobs refer to it; null when it has none.</summary>
    public string? Name { get; init; }

    /// <summary>Groups that must have room for it.</summary>
    public IReadOnlyList<GroupKey> Groups { get; init; } = [];

    /// <summary>Names of the jobs that must succeed first.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Variables to set or, with a null value, to remove.</summary>
    public IReadOnlyDictionary<string, string?>? Environment { get; init; }

    /// <summary>Folder to run in; null means the tool's own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Longest time of one attempt; null means the run's own.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Further attempts after a failed one; null means the run's own.</summary>
    public int? Retries { get; init; }

    /// <summary>Number and name or command, for a message.</summary>
    public string Title() => $"job {Number} ({OneLine.Of(Name ?? Command, OneLine.CommandLength)})";
}
