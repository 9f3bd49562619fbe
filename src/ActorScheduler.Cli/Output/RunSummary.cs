using System.Globalization;

namespace ActorScheduler.Cli.Output;

/// <summary>What became of the whole run.</summary>
internal sealed class RunSummary
{
    /// <summary>Jobs of the file, as far as it was read.</summary>
    public required long Jobs { get; init; }

    public required long Completed { get; init; }

    public required long Failed { get; init; }

    /// <summary>Jobs that ran and were stopped.</summary>
    public required long Canceled { get; init; }

    /// <summary>Jobs that the job log had already.</summary>
    public required long Skipped { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required int ExitStatus { get; init; }

    /// <summary>Jobs that never started.</summary>
    public long NotRun => Jobs - Completed - Failed - Canceled - Skipped;

    /// <summary>For example <c>7 done, 1 failed, 2 not run in 3.2s</c>.</summary>
    public override string ToString()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{Completed} done");
        text += Part(Failed, "failed") + Part(Canceled, "canceled") + Part(Skipped, "skipped")
            + Part(NotRun, "not run");
        return text + string.Create(CultureInfo.InvariantCulture, $" in {Elapsed.TotalSeconds:0.0}s");
    }

    private static string Part(long count, string what) =>
        count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {count} {what}");
}
