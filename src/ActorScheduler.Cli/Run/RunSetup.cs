using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.JobLog;
using ActorScheduler.Cli.Output;
using ActorScheduler.Cli.State;

namespace ActorScheduler.Cli.Run;

/// <summary>Everything that a run needs, checked and open.</summary>
internal sealed class RunSetup
{
    public required RunOptions Options { get; init; }

    public required JobFile File { get; init; }

    /// <summary>Jobs of the file; null when they arrive while they run.</summary>
    public required long? TotalJobs { get; init; }

    /// <summary>What is known of earlier runs; null when nothing is resumed or kept.</summary>
    public required RunHistory? History { get; init; }

    /// <summary>Where the run keeps its jobs; null when it does not.</summary>
    public required RunState? State { get; init; }

    /// <summary>True when a failure in an earlier run keeps all others from starting.</summary>
    public required bool IsHalted { get; init; }

    /// <summary>The job log, also when none was asked for.</summary>
    public required RunLog Log { get; init; }

    public required Screen Screen { get; init; }

    public required JobPrinter Printer { get; init; }

    /// <summary>True when the progress is to be shown.</summary>
    public required bool ShowsProgress { get; init; }

    /// <summary>True when standard error is a terminal.</summary>
    public required bool IsTerminal { get; init; }

    /// <summary>The signals that change how many jobs run at once.</summary>
    public required LimitSignals LimitSignals { get; init; }

    public required TimeProvider Time { get; init; }
}
