using ActorScheduler.Machines;
using ActorScheduler.Processes;
using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Tests;

/// <summary>What a simulated launcher finds of an earlier life's processes.</summary>
public sealed class LostProcessTests
{
    private static readonly JobId Mine = new(1, 1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_lost_attempts_process_ends_at_once_and_its_grandchild_too(bool isWritten) =>
        Simulation.RunAsync(1, async sim =>
        {
            sim.Processes.Set("p", new()
            {
                Duration = TimeSpan.FromHours(1), IgnoresTerm = true, LeakedGrandchild = TimeSpan.FromHours(1),
            });
            IProcessLauncher launcher = sim.Processes.CreateLauncher(new SimulatedHost(sim.Engine, "a node"));
            Observer lost = Start(launcher, Mine), other = Start(launcher, new JobId(1, 2));
            ProcessIdentity identity = lost.Child!.Identity!;
            LostAttempt attempt = isWritten ? new(new JobId(9, 9), [identity]) : new(Mine, []);
            LostProcesses found = await launcher.StopLostAsync([attempt], CancellationToken.None);
            Assert.Equal([lost.Child.Pid], found.Killed);
            Assert.Equal(-9, lost.Exit!.Value.ExitCode);
            Assert.Empty(lost.Child.FindLeaked());
            Assert.Null(other.Exit);
            Assert.Empty((await launcher.StopLostAsync([attempt], CancellationToken.None)).Killed);
            LostAttempt recycled = new(new JobId(9, 9), [other.Child!.Identity! with { StartTime = -1 }]);
            Assert.Empty((await launcher.StopLostAsync([recycled], CancellationToken.None)).Killed);
        });

    private static Observer Start(IProcessLauncher launcher, JobId job)
    {
        var observer = new Observer();
        var spec = new ProcessStartSpec(Job.Process("p")) { Mark = new AttemptMark(job, new AttemptToken(1, 1)) };
        launcher.Start(spec, observer);
        return observer;
    }

    private sealed class Observer : IChildObserver
    {
        public IChildProcess? Child { get; private set; }

        public ChildExit? Exit { get; private set; }

        public void Started(IChildProcess child) => Child = child;

        public void Exited(ChildExit exit) => Exit = exit;

        public void OutputEnded()
        {
        }

        public void GroupGone()
        {
        }
    }
}
