using ActorScheduler.TestKit.Checks;
using ActorScheduler.TestKit.Engine;
using ActorScheduler.TestKit.Ports;

namespace ActorScheduler.TestKit;

/// <summary>
/// Whole nodes inside one test: virtual time, simulated processes and load, and an order of everything that is drawn
/// from a seed. The same seed gives the same run, step for step. Checks look at every step; whatever goes wrong comes
/// out as a <see cref="SimulationException"/> that says how to see it again.
/// </summary>
/// <remarks>
/// The test's code and the code of all jobs run on one thread, in turns. What they await must come from the
/// simulation: jobs, <see cref="Time"/>, <see cref="Delay"/>, each other. Code that goes on elsewhere is found and
/// named.
/// </remarks>
public sealed partial class Simulation
{
    private readonly SimulationEngine _engine;
    private readonly Checker _checker;
    private readonly SimulationOptions _options;

    internal Simulation(ulong seed, SimulationOptions options, bool deep)
    {
        _engine = new SimulationEngine(seed, options);
        _checker = new Checker(_engine, deep);
        _engine.Observe(_checker);
        _engine.Suspects = _checker.DescribeRunning;
        Random = new Random(new Chance(seed, "test").Below(int.MaxValue));
        Processes = new SimulatedProcesses(_engine);
        Load = new SimulatedLoad(_engine);
        Store = new SimulatedStore(_engine, Crash);
        _options = options;
        for (int i = 0; i < options.Nodes; i++) StartNode();
    }

    /// <summary>The seed that everything is drawn from.</summary>
    public ulong Seed => _engine.Seed;

    /// <summary>The time of all nodes and of the test.</summary>
    public VirtualTime Time => _engine.Time;

    /// <summary>What becomes of the processes that jobs start: none is started on the machine.</summary>
    public SimulatedProcesses Processes { get; }

    /// <summary>The load that schedulers read.</summary>
    public SimulatedLoad Load { get; }

    /// <summary>The store of all nodes: it outlives them, and commits to it can be made to fail.</summary>
    public SimulatedStore Store { get; }

    /// <summary>Random numbers of the seed, for the test's own use.</summary>
    public Random Random { get; }

    internal SimulationEngine Engine => _engine;

    internal Checker Checker => _checker;

    /// <summary>Runs a test in a simulation, on a thread of its own. Simulations may run beside each other.</summary>
    /// <param name="seed">Draws the order of everything; any number will do.</param>
    /// <param name="body">
    /// The test. When it returns, the nodes are disposed of, and nothing of them may be left.
    /// </param>
    /// <returns>What it did, when nothing was wrong.</returns>
    /// <exception cref="SimulationException">Something was wrong; the inner exception is the test's own, if any.
    /// </exception>
    public static Task<SimulationResult> RunAsync(ulong seed, Func<Simulation, Task> body) =>
        RunAsync(seed, new SimulationOptions(), body);

    /// <inheritdoc cref="RunAsync(ulong, Func{Simulation, Task})"/>
    /// <param name="seed">Draws the order of everything.</param>
    /// <param name="options">The rules of the simulation.</param>
    /// <param name="body">
    /// The test. When it returns, the nodes are disposed of, and nothing of them may be left.
    /// </param>
    public static Task<SimulationResult> RunAsync(ulong seed, SimulationOptions options, Func<Simulation, Task> body)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(body);
        return SimulationThread.RunAsync(blocked => Run(seed, options, deep: false, body, blocked));
    }

    /// <summary>Runs a simulation on this thread.</summary>
    /// <param name="seed">Draws the order of everything.</param>
    /// <param name="options">The rules of the simulation.</param>
    /// <param name="deep">Whether every state of every machine is checked in full.</param>
    /// <param name="body">The test.</param>
    /// <param name="blocked">
    /// Told from another thread when a step does not end; null when nobody can be told.
    /// </param>
    internal static SimulationResult Run(
        ulong seed, SimulationOptions options, bool deep, Func<Simulation, Task> body,
        Action<SimulationException>? blocked = null)
    {
        var simulation = new Simulation(seed, options, deep);
        SimulationEngine engine = simulation._engine;
        using BlockedWatch? watch = blocked is null ? null : BlockedWatch.Start(engine, options, blocked);
        try
        {
            engine.RunUntil(simulation.StartBody(body));
            if (engine.Failure is null) simulation._checker.AllIsQuiet();
        }
        finally
        {
            engine.End();
        }

        if (engine.Failure is { } failure) throw failure;
        return new SimulationResult
        {
            Seed = seed,
            Steps = engine.Step,
            Turns = engine.Turns,
            Elapsed = engine.Time.Elapsed,
            Fingerprint = engine.Trace.Fingerprint,
            Trace = engine.Trace.Text,
        };
    }

    private Task StartBody(Func<Simulation, Task> body)
    {
        var ended = new TaskCompletionSource();
        _engine.Post(new SimulationContext.Continuation(_ => _ = RunBodyAsync(body, ended), state: null), host: null);
        return ended.Task;
    }

    private async Task RunBodyAsync(Func<Simulation, Task> body, TaskCompletionSource ended)
    {
        try
        {
            await (body(this) ?? throw new InvalidOperationException("The body gave no task."));
            foreach (SimulatedNode node in _nodes.Where(node => !node.Host.IsGone)) await node.Node.DisposeAsync();
        }
        catch (Exception e)
        {
            _engine.Fail($"The test failed: {e.Message}", e);
        }

        ended.SetResult();
    }
}
