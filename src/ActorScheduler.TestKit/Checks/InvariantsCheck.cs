using ActorScheduler.Machines;

namespace ActorScheduler.TestKit.Checks;

/// <summary>The machine's own opinion of its state.</summary>
internal sealed class InvariantsCheck : Check
{
    public override string Sentence => "The state of a scheduler's machine obeys its own rules.";

    public override void StepEnded(SchedulerModel scheduler)
    {
        // A durable scheduler fails when it ends and cannot write: its machine was left as it stood.
        if (scheduler.Crashed || (scheduler.Core.Options.Durable && scheduler.Core.IsStopped)) return;
        try
        {
            scheduler.Core.Machine?.AssertInvariants();
        }
        catch (InvariantException e)
        {
            Break(e.Message);
        }
    }
}
