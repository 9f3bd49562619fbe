namespace ActorScheduler.TestKit.Swarm;

/// <summary>A barrier of a plan.</summary>
/// <param name="life">The life of the scheduler that it was given to.</param>
/// <param name="place">Its place in the order of submissions and barriers.</param>
internal sealed class BarrierRecord(SchedulerLife life, int place)
{
    public SchedulerLife Life => life;

    public int Place => place;

    /// <summary>
    /// Something that came after it in its life was acknowledged or has run: so it is in the store, and holds in every
    /// life that follows.
    /// </summary>
    public bool IsKnown { get; set; }
}
