using System.Globalization;

namespace ActorScheduler.Processes;

/// <summary>
/// A variable that all children of one process carry, and everything that they start: whoever has it belongs to us,
/// whatever group, session or parent it has now.
/// </summary>
internal sealed class RunMark
{
    public const string Variable = "ACTORSCHEDULER_RUN";

    /// <summary>
    /// A mark that no other process has had since the machine started: the number and start time of this one.
    /// </summary>
    public RunMark()
    {
        string started =
            ProcessTable.ReadStat(Environment.ProcessId)?.StartTime.ToString(CultureInfo.InvariantCulture) ?? "0";
        Value = $"{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{started}.";
    }

    /// <summary>
    /// The mark without a job. The full stop ends it, so that no mark is the beginning of another one.
    /// </summary>
    public string Value { get; }

    /// <summary>The mark of one job; begins with <see cref="Value"/>.</summary>
    public string OfJob(long number) => Value + number.ToString(CultureInfo.InvariantCulture);
}
