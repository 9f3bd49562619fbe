using ActorScheduler.Core.Tests.Machines.Model;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

/// <summary>Shows of each check of the model that it can fail: something wrong is put between machine and model.</summary>
public sealed class NegativeControlTests
{
    [Theory]
    [InlineData(nameof(Fault.BarrierLate), "barrier")]
    [InlineData(nameof(Fault.MaxJobsUntold), "max jobs")]
    [InlineData(nameof(Fault.MoreJobsUntold), "sleeps")]
    [InlineData(nameof(Fault.PauseKept), "stuck")]
    [InlineData(nameof(Fault.Miscounted), "counts")]
    [InlineData(nameof(Fault.CancelLost), "cancel")]
    [InlineData(nameof(Fault.GroupLimitUntold), "groups")]
    [InlineData(nameof(Fault.FailureUntold), "exit")]
    [InlineData(nameof(Fault.StopUntold), "closed")]
    [InlineData(nameof(Fault.LoadUntold), "load")]
    [InlineData(nameof(Fault.PriorityUntold), "turn")]
    [InlineData(nameof(Fault.PriorityUntold), "group turn")]
    [InlineData(nameof(Fault.AfterUntold), "after")]
    [InlineData(nameof(Fault.DelayCut), "delay")]
    [InlineData(nameof(Fault.DoorTurned), "door")]
    [InlineData(nameof(Fault.ExitTwice), "one exit")]
    [InlineData(nameof(Fault.ExitLost), "exit")]
    [InlineData(nameof(Fault.ExitLost), "life")]
    [InlineData(nameof(Fault.AcceptedTwice), "accepted")]
    [InlineData(nameof(Fault.StartTwice), "start")]
    [InlineData(nameof(Fault.StartLost), "life")]
    [InlineData(nameof(Fault.TimerKept), "timers")]
    [InlineData(nameof(Fault.TokenKept), "tokens")]
    [InlineData(nameof(Fault.DrainEarly), "drain")]
    [InlineData(nameof(Fault.DrainLost), "drain")]
    [InlineData(nameof(Fault.RunEndLost), "run end")]
    [InlineData(nameof(Fault.StoppedLost), "stopped")]
    [InlineData(nameof(Fault.PullEarly), "pull")]
    public void The_model_notices(string fault, string rule)
    {
        HashSet<string> noticed = [];
        for (int seed = 0; seed < 2000 && !noticed.Contains(rule); seed++)
        {
            try
            {
                RandomOperations.Run(seed, Enum.Parse<Fault>(fault));
            }
            catch (ModelViolation violation)
            {
                noticed.Add(violation.Rule);
            }
            catch (InvariantException)
            {
                // What was tampered with can also upset the machine itself, which then says so.
                noticed.Add("the machine");
            }
        }

        Assert.Contains(rule, noticed);
    }
}
