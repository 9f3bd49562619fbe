using System.Globalization;

namespace ActorScheduler.Cli.Run;

/// <summary>What became of a signal that asks for one job more or fewer at once.</summary>
/// <param name="Signal">The signal's name.</param>
/// <param name="Before">Jobs at once before; null means no limit.</param>
/// <param name="Now">Jobs at once from now on; null means no limit.</param>
internal sealed record LimitChange(string Signal, int? Before, int? Now)
{
    /// <summary>A sentence for people.</summary>
    public override string ToString()
    {
        string still = Now == Before ? "still " : "";
        string jobs = Now is { } limit
            ? string.Create(CultureInfo.InvariantCulture, $"at most {limit} {(limit == 1 ? "job" : "jobs")} at once")
            : "no limit of jobs at once";
        return $"{Signal}: {still}{jobs}";
    }
}
