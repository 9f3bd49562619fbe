namespace ActorScheduler.Machines;

/// <summary>Somebody who waits until certain jobs have ended.</summary>
internal sealed class GroupDrain(object waiter, int remaining)
{
    public object Waiter { get; } = waiter;

    /// <summary>How many of them have not ended.</summary>
    public int Remaining { get; set; } = remaining;
}
