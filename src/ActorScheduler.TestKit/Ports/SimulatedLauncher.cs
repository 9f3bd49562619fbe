using ActorScheduler.Processes;
using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Ports;

/// <summary>The process launcher of a simulated node.</summary>
internal sealed class SimulatedLauncher(
    SimulationEngine engine, SimulatedHost host, SimulatedProcesses processes) : IProcessLauncher
{
    private readonly List<SimulatedChild> _living = [];

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
        var child = new SimulatedChild(engine, host, spec, plan, observer, processes.NextPid())
        {
            Died = (dead, code) => processes.ChildEnded?.Invoke(dead, code),
            Ended = Forget,
        };
        _living.Add(child);
        if (spec.Mark is not null) processes.Mark(child);
        engine.Note(SimulationEventKind.Process, job.Program, "starts");
        processes.ChildStarted?.Invoke(child);
        observer.Started(child);
        child.Run();
    }

    /// <summary>
    /// The node has crashed: what it started is killed with it, as the machine's launcher does; unless the guard that
    /// does so died as well.
    /// </summary>
    public void KillAll()
    {
        foreach (SimulatedChild child in _living)
        {
            if (child.IsMarked && processes.Outlives?.Invoke(child) == true) child.LoseNode();
            else child.Vanish();
        }

        _living.Clear();
    }

    public void KillLeftBehind()
    {
        // Simulated processes end with the simulation.
    }

    /// <summary>Ends the children of lost attempts at once, and their grandchildren.</summary>
    public Task<LostProcesses> StopLostAsync(IReadOnlyList<LostAttempt> lost, CancellationToken giveUp)
    {
        if (engine.Saboteur?.LeavesProcesses == true) return Task.FromResult(new LostProcesses([], []));
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

    private void Forget(SimulatedChild child) => _living.Remove(child);
}
