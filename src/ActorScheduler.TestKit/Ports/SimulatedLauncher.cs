using ActorScheduler.Processes;
using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Ports;

/// <summary>The process launcher of a simulated node.</summary>
internal sealed class SimulatedLauncher(SimulationEngine engine, SimulatedProcesses processes) : IProcessLauncher
{
    public void Start(ProcessStartSpec spec, IChildObserver observer)
    {
        ProcessJob job = spec.Job;
        SimulatedProcess plan = processes.Describe(job);
        if (plan.StartError is { } error)
        {
            engine.Note(SimulationEventKind.Process, job.Program, "cannot be started");
            throw new ProcessStartException(error, $"'{job.Program}' cannot be started: the simulation says so.");
        }

        processes.Started++;
        var child = new SimulatedChild(engine, spec, plan, observer, processes.NextPid());
        if (spec.Mark is not null) processes.Mark(child);
        engine.Note(SimulationEventKind.Process, job.Program, "starts");
        observer.Started(child);
        child.Run();
    }

    public void KillLeftBehind()
    {
        // Simulated processes end with the simulation.
    }

    /// <summary>Ends the children of lost attempts at once, and their grandchildren.</summary>
    public Task<LostProcesses> StopLostAsync(IReadOnlyList<LostAttempt> lost, CancellationToken giveUp)
    {
        List<int> killed = [];
        foreach (SimulatedChild child in processes.Marked.Where(child => child.IsAlive && lost.Any(child.IsOf)))
        {
            child.Perish();
            killed.Add(child.Pid);
        }

        return Task.FromResult(new LostProcesses(killed, []));
    }

    public void Dispose()
    {
        // There is nothing of the machine's to give back.
    }
}
