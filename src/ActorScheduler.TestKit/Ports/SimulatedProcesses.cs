using ActorScheduler.Processes;
using ActorScheduler.TestKit.Engine;
using ActorScheduler.TestKit.Ports;

namespace ActorScheduler.TestKit;

/// <summary>
/// Stands in for the machine's processes: says what each program does. One that nobody described ends at once, with
/// exit code 0 and without output.
/// </summary>
public sealed class SimulatedProcesses
{
    private readonly SimulationEngine _engine;
    private readonly List<(Func<ProcessJob, bool> Matches, Func<ProcessJob, SimulatedProcess> Made)> _rules = [];
    private readonly List<SimulatedChild> _marked = [];
    private int _lastPid = 1000;

    internal SimulatedProcesses(SimulationEngine engine) => _engine = engine;

    /// <summary>How many processes have been started.</summary>
    public int Started { get; internal set; }

    /// <summary>Says what a program does; the newest rule that fits counts.</summary>
    /// <param name="program">Its name, as jobs give it.</param>
    /// <param name="process">What it does.</param>
    public void Set(string program, SimulatedProcess process)
    {
        ArgumentException.ThrowIfNullOrEmpty(program);
        ArgumentNullException.ThrowIfNull(process);
        Set(job => job.Program == program, _ => process);
    }

    /// <summary>Says what some processes do; the newest rule that fits counts.</summary>
    /// <param name="matches">Which. One that throws fails the simulation.</param>
    /// <param name="process">What each does; asked anew for each attempt. It must not throw either.</param>
    public void Set(Func<ProcessJob, bool> matches, Func<ProcessJob, SimulatedProcess> process)
    {
        ArgumentNullException.ThrowIfNull(matches);
        ArgumentNullException.ThrowIfNull(process);
        _rules.Add((matches, process));
    }

    /// <summary>The children of durable jobs; the dead are dropped when the next is born.</summary>
    internal IReadOnlyList<SimulatedChild> Marked => _marked;

    /// <summary>Told of each child that starts.</summary>
    internal Action<SimulatedChild>? ChildStarted { get; set; }

    /// <summary>Told of each child that ends, with its exit code; of one that dies with its node nobody is.</summary>
    internal Action<SimulatedChild, int>? ChildEnded { get; set; }

    /// <summary>Says which children of a node that crashes run on; null for none.</summary>
    internal Func<SimulatedChild, bool>? Outlives { get; set; }

    internal SimulatedLauncher CreateLauncher(SimulatedHost host) => new(_engine, host, this);

    internal SimulatedProcess Describe(ProcessJob job)
    {
        try
        {
            for (int i = _rules.Count - 1; i >= 0; i--)
            {
                if (!_rules[i].Matches(job)) continue;
                return _rules[i].Made(job) ?? throw new InvalidOperationException("It is null.");
            }
        }
        catch (Exception e)
        {
            // The test's own fault, not a failure of the launcher, which code under test would have to bear.
            _engine.Fail($"What the process '{job.Program}' does cannot be told: {e.Message}", e);
        }

        return new SimulatedProcess();
    }

    internal int NextPid() => ++_lastPid;

    internal void Mark(SimulatedChild child)
    {
        _marked.RemoveAll(static other => !other.IsAlive);
        _marked.Add(child);
    }
}
