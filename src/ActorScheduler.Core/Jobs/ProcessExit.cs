using System.Globalization;
using System.Text;

namespace ActorScheduler;

/// <summary>How a child process ended.</summary>
public sealed record ProcessExit : JobExit
{
    /// <summary>Its process id; null when it never ran.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The signal that ended it; null when it ended by itself.</summary>
    public int? Signal { get; init; }

    /// <summary>
    /// Processes of its group that were still there after the last step of stopping it, or after its own end.
    /// </summary>
    public IReadOnlyList<int> LeakedProcesses { get; init; } = [];

    /// <summary>
    /// True when the end of its output did not come within <see cref="ProcessJob.DrainTimeout"/> of its death.
    /// </summary>
    public bool OutputAbandoned { get; init; }

    private protected override void Describe(StringBuilder line)
    {
        if (Signal is not null) line.Append(CultureInfo.InvariantCulture, $", signal {Signal}");
        if (ProcessId is not null) line.Append(CultureInfo.InvariantCulture, $", process {ProcessId}");
        if (LeakedProcesses.Count > 0) line.Append(", left processes ").AppendJoin(' ', LeakedProcesses);
        if (OutputAbandoned) line.Append(", output abandoned");
    }
}
