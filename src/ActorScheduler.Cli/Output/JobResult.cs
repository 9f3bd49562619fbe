using ActorScheduler.Cli.JobFiles;

namespace ActorScheduler.Cli.Output;

/// <summary>How a job of the run ended, as it is shown and logged.</summary>
internal sealed class JobResult
{
    // What a shell, env(1) and timeout(1) answer for a command that could not be run.
    private const int NotFound = 127;
    private const int NotExecutable = 126;
    private const int NotStarted = 125;

    public required JobSpec Job { get; init; }

    public required JobExit Exit { get; init; }

    /// <summary>Its standard output; null when it was not kept, or has been shown already.</summary>
    public IJobBytes? Output { get; init; }

    /// <summary>Its standard error; null when it was not kept, or has been shown already.</summary>
    public IJobBytes? Error { get; init; }

    /// <summary>Bytes that it wrote to standard output and that came here.</summary>
    public required long Received { get; init; }

    /// <summary>True when a process of it ever ran.</summary>
    public bool Ran => Exit.StartedAt is not null;

    public bool Failed => !Exit.Succeeded && Exit.Outcome != JobOutcome.Canceled && !Stopped && !NeverCame;

    /// <summary>
    /// True when it ran and was stopped for another's sake: by a signal, or by --on-failure cancel. A stopped process
    /// keeps its real exit code.
    /// </summary>
    public bool Stopped => Ran && Exit.CancelRequested && !Exit.Succeeded && !Exit.TimedOut;

    // The scheduler broke down while it waited.
    private bool NeverCame => Exit.Outcome == JobOutcome.Lost && !Ran;

    /// <summary>The signal that ended its process.</summary>
    public int? Signal => (Exit as ProcessExit)?.Signal;

    /// <summary>
    /// 0 to 255 for a process that ended by itself or could not be started; -n for death by signal n; -2 when it never
    /// ran.
    /// </summary>
    public int ExitCode => Exit.Exception is ProcessStartException start && Failed
        ? start.Error switch
        {
            ProcessStartError.ProgramNotFound => NotFound,
            ProcessStartError.NotExecutable => NotExecutable,
            _ => NotStarted,
        }
        : Exit.ExitCode;

    /// <summary>Why it failed, in a few words.</summary>
    public string Reason()
    {
        if (Exit.Outcome == JobOutcome.Lost) return "nobody knows how it ended";
        if (Exit.TimedOut) return "ran longer than its timeout";
        if (Exit.Exception is ProcessStartException start) return OneLine.Of(start.Message);
        if (Signal is { } signal) return $"killed by {SignalNames.Of(signal)}";
        if (ExitCode > 0) return $"exit code {ExitCode}";
        return Exit.Exception is { } problem ? OneLine.Of(problem.Message) : Exit.Outcome.ToString();
    }

    /// <summary>Number and command, for a message.</summary>
    public string Title() => Job.Title();
}
