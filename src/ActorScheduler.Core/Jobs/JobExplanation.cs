using System.Globalization;
using System.Text;

namespace ActorScheduler;

/// <summary>
/// Why a job does not run, and what is in its way: a chain from the job to those that it waits for, each with its own
/// reason. As it was at one moment. Bounded: see <see cref="MaxBlockers"/> and <see cref="MaxDepth"/>.
/// </summary>
public sealed record JobExplanation
{
    /// <summary>How many jobs in a job's way are named; the rest is counted. What fits on a screen.</summary>
    public const int MaxBlockers = 10;

    /// <summary>How many steps away from the job the chain is followed at most.</summary>
    public const int MaxDepth = 8;

    /// <summary>The job.</summary>
    public required JobId JobId { get; init; }

    /// <summary>Its name, when it has one.</summary>
    public string? Name { get; init; }

    /// <summary>Where it is in its life.</summary>
    public JobState State { get; init; }

    /// <summary>When its newest attempt started; null when none has.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Why it does not run; null when it runs or has ended.</summary>
    public HoldReason? Reason { get; init; }

    /// <summary>
    /// Jobs of the same scheduler that are in its way, at most <see cref="MaxBlockers"/>: who runs in its place, who
    /// holds its group, what its barrier waits for, what it runs after. One that was explained before in the chain has
    /// no blockers of its own again.
    /// </summary>
    public IReadOnlyList<JobExplanation> Blockers { get; init; } = [];

    /// <summary>How many more there are.</summary>
    public int MoreBlockers { get; init; }

    /// <summary>
    /// Of a full group: how many of its places other schedulers and pools of the node have, or are on their way.
    /// </summary>
    public int HeldElsewhere { get; init; }

    /// <summary>The chain, a line a job, each step indented.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, indent: 0);
        return text.ToString();
    }

    private void Append(StringBuilder text, int indent)
    {
        if (indent > 0) text.Append('\n');
        text.Append(' ', indent).Append(CultureInfo.InvariantCulture, $"{Name ?? JobId.ToString()} ({State})");
        if (Reason is not null) text.Append(CultureInfo.InvariantCulture, $": {Reason}");
        foreach (JobExplanation blocker in Blockers) blocker.Append(text, indent + 2);
        if (MoreBlockers > 0) AppendLine(text, indent + 2, $"and {MoreBlockers} more");
        if (HeldElsewhere > 0) AppendLine(text, indent + 2, $"{HeldElsewhere} elsewhere");
    }

    private static void AppendLine(StringBuilder text, int indent, FormattableString line) =>
        text.Append('\n').Append(' ', indent).Append(line.ToString(CultureInfo.InvariantCulture));
}
