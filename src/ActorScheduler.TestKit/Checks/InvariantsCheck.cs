using ActorScheduler.Machines;

namespace ActorScheduler.TestKit.Checks;

/// <summary>The machine's own opinion of its state.</summary>
internal sealed class InvariantsCheck : Check
{
    public override string Sentence => "The state of a scheduler's machine obeys its own rules.";

    public override void StepEnded(SchedulerModel scheduler)
    {
        if (scheduler.Crashed) return;
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
