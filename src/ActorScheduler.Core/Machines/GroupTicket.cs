namespace ActorScheduler.Machines;

/// <summary>
/// A job's standing with its groups. As long as there is nothing to note, jobs of the same groups share one.
/// </summary>
/// <param name="groups">The groups.</param>
/// <param name="isShared">True for one that several jobs have: nothing in it is ever changed.</param>
internal sealed class GroupTicket(JobGroup[] groups, bool isShared = false)
{
    public JobGroup[] Groups { get; } = groups;

    public bool IsShared { get; } = isShared;

    /// <summary>The group in whose line it stands; null when it stands in none.</summary>
    public JobGroup? ParkedAt;

    /// <summary>The group that had room and sent it to try again; null when none did.</summary>
    public JobGroup? WokenBy;

    /// <summary>True once it was passed so often that its groups are kept for it.</summary>
    public bool Reserved;

    /// <summary>
    /// How often younger jobs entered one of its groups while it was the first of those who wait elsewhere.
    /// </summary>
    public int Passes;

    /// <summary>True while it stands among the askers of its groups.</summary>
    public bool Asks;

    /// <summary>
    /// For each group the request that its lender must have answered before the job may be refused; 0 for none yet.
    /// </summary>
    public long[]? Asked;

    /// <summary>For each group the prompt request whose answer the job waits for; 0 for none.</summary>
    public long[]? Prompted;
}
