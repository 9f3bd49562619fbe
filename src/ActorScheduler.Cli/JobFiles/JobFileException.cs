using System.Globalization;

namespace ActorScheduler.Cli.JobFiles;

/// <summary>A mistake in a job file, at its exact place.</summary>
internal sealed class JobFileException : UsageException
{
    public JobFileException(string file, long line, long column, string problem)
        : base(string.Create(CultureInfo.InvariantCulture, $"{file}:{line}:{column}: {problem}"))
    {
        Line = line;
        Column = column;
    }

    /// <summary>Line, from 1.</summary>
    public long Line { get; }

    /// <summary>Character in the line, from 1.</summary>
    public long Column { get; }
}
