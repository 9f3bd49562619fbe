using System.Globalization;
using System.Text;
using ActorScheduler.Machines;

namespace ActorScheduler;

/// <summary>How and when a job ended. Immutable.</summary>
public record JobExit
{
    /// <summary>Exit code of a job that was canceled and has none of its own (PORT-3).</summary>
    public const int CanceledExitCode = -2;

    /// <summary>The job.</summary>
    public required JobId JobId { get; init; }

    /// <summary>Its name, when it has one.</summary>
    public string? Name { get; init; }

    /// <summary>How it ended.</summary>
    public required JobOutcome Outcome { get; init; }

    /// <summary>
    /// 0 completed; a process's own code, or minus the signal that ended it; 1 for a delegate that failed; -2 canceled
    /// without a code of its own; -1 lost or rejected.
    /// </summary>
    public required int ExitCode { get; init; }

    /// <summary>What the last attempt threw, or why there was none.</summary>
    public Exception? Exception { get; init; }

    /// <summary>True when somebody asked it to cancel, whatever came of it.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>The reasons of all cancel requests, in their order.</summary>
    public IReadOnlyList<string> CancelReasons { get; init; } = [];

    /// <summary>True when its last attempt ran longer than <see cref="JobOptions.Timeout"/>.</summary>
    public bool TimedOut { get; init; }

    /// <summary>
    /// True when it is lost because its process died too often while it ran; a durable scheduler has set it aside and
    /// can release it.
    /// </summary>
    public bool Quarantined { get; init; }

    /// <summary>How many attempts were started.</summary>
    public int Attempts { get; init; }

    /// <summary>When the scheduler took it in.</summary>
    public DateTimeOffset ScheduledAt { get; init; }

    /// <summary>When its last attempt started; null when there was none.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset ExitedAt { get; init; }

    /// <summary>How long its last attempt ran; zero when there was none.</summary>
    public TimeSpan Elapsed => StartedAt is { } started ? ExitedAt - started : TimeSpan.Zero;

    /// <summary>True when it completed.</summary>
    public bool Succeeded => Outcome == JobOutcome.Completed;

    /// <summary>
    /// One line for logs and people: the job, how it ended and why, and what is out of the ordinary. Its form may
    /// change.
    /// </summary>
    public sealed override string ToString()
    {
        var line = new StringBuilder(JobId.ToString());
        if (Name is not null) line.Append(" (").Append(Name).Append(')');
        line.Append(CultureInfo.InvariantCulture, $": {Outcome}, exit code {ExitCode}");
        Describe(line);
        if (TimedOut) line.Append(", timed out");
        if (Quarantined) line.Append(", set aside");
        if (CancelRequested && Outcome != JobOutcome.Canceled) line.Append(", asked to cancel");
        if (CancelReasons.Count > 0) line.Append(" (").AppendJoin("; ", CancelReasons).Append(')');
        if (Attempts > 1) line.Append(CultureInfo.InvariantCulture, $", {Attempts} attempts");
        if (StartedAt is not null) line.Append(CultureInfo.InvariantCulture, $", ran {Elapsed.TotalSeconds:0.###} s");
        if (Exception is not (null or JobCanceledException))
            line.Append(": ").Append(ExceptionText.MessageOf(Exception));
        return line.ToString().ReplaceLineEndings(" ");
    }

    private protected virtual void Describe(StringBuilder line)
    {
        // A process has more to tell.
    }
}
