namespace ActorScheduler.TestKit.Swarm;

/// <summary>A durable scheduler from its making to its end, one of several lives of that name.</summary>
/// <param name="index">Which scheduler of the plan.</param>
/// <param name="node">Its node.</param>
/// <param name="scheduler">The scheduler.</param>
internal sealed class SchedulerLife(int index, SchedulerNode node, Scheduler scheduler)
{
    public SchedulerNode Node => node;

    public int Index => index;

    public Scheduler Scheduler => scheduler;

    /// <summary>
    /// All of its jobs were asked to cancel: when it was not open yet, those that are there once it is.
    /// </summary>
    public bool CancelsAll { get; set; }

    /// <summary>It was made to fail, or to stop.</summary>
    public bool MayEnd { get; set; }

    /// <summary>It has owned its journal.</summary>
    public bool HasOpened => Opening < int.MaxValue;

    /// <summary>
    /// How many times the journal was opened before it did, the last time: what waited at its door until then comes
    /// behind everything that was written before.
    /// </summary>
    public int Opening { get; set; } = int.MaxValue;

    /// <summary>It is dead, or was taken over: what it still does is in vain.</summary>
    public bool IsOver { get; set; }

    /// <summary>It has begun to let go of its jobs: what is said of them now holds for this life only.</summary>
    public bool IsEnding { get; set; }
}
