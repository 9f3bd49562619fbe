using ActorScheduler.Machines;

namespace ActorScheduler.Actors;

/// <summary>A barrier: it has no work, and ends when everything before it has.</summary>
internal sealed class BarrierHandle : JobHandle
{
    public BarrierHandle()
        : base(options: null) => Flags |= JobFlags.Barrier;

    internal override void StartAttempt(SchedulerActor scheduler) =>
        throw new InvalidOperationException("A barrier is not started.");

    private protected override void Execute()
    {
    }
}
