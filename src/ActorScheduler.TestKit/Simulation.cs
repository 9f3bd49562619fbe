using ActorScheduler.Actors;
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
    private readonly List<SchedulerNode> _nodes = [];

    internal Simulation(ulong seed, SimulationOptions options, bool deep)
    {
        _engine = new SimulationEngine(seed, options);
        _checker = new Checker(_engine, deep);
        _engine.Observe(_checker);
        _engine.Suspects = _checker.DescribeRunning;
        Random = new Random(new Chance(seed, "test").Below(int.MaxValue));
        Processes = new SimulatedProcesses(_engine);
        Load = new SimulatedLoad(_engine);
        for (int i = 0; i < options.Nodes; i++) _nodes.Add(StartNode(i, options));
    }

    /// <summary>The seed that everything is drawn from.</summary>
    public ulong Seed => _engine.Seed;

    /// <summary>The time of all nodes and of the test.</summary>
    public VirtualTime Time => _engine.Time;

    /// <summary>The first node: all that most tests need.</summary>
    public SchedulerNode Node => _nodes[0];

    /// <summary>The nodes, as many as <see cref="SimulationOptions.Nodes"/> says.</summary>
    public IReadOnlyList<SchedulerNode> Nodes => _nodes;

    /// <summary>What becomes of the processes that jobs start: none is started on the machine.</summary>
    public SimulatedProcesses Processes { get; }

    /// <summary>The load that schedulers read.</summary>
    public SimulatedLoad Load { get; }

    /// <summary>Random numbers of the seed, for the test's own use.</summary>
    public Random Random { get; }

    internal SimulationEngine Engine => _engine;

    internal Checker Checker => _checker;

    /// <summary>Runs a test in a simulation.</summary>
    /// <param name="seed">Draws the order of everything.</param>
    /// <param name="body">
    /// The test. When it returns, the nodes are disposed of, and nothing of them may be left.
    /// </param>
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
        return SimulationThread.RunAsync(() => Run(seed, options, deep: false, body));
    }

    /// <summary>Runs a simulation on this thread.</summary>
    internal static SimulationResult Run(ulong seed, SimulationOptions options, bool deep, Func<Simulation, Task> body)
    {
        var simulation = new Simulation(seed, options, deep);
        SimulationEngine engine = simulation._engine;
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

    private SchedulerNode StartNode(int number, SimulationOptions options)
    {
        string name = $"node {number + 1}";
        var node = new NodeOptions { TimeProvider = Time, LoggerFactory = options.LoggerFactory, LoadSource = Load };
        return new SchedulerNode(node, new NodeParts
        {
            Host = new SimulatedHost(_engine, name),
            Load = Load,
            Launcher = Processes.CreateLauncher(),
            Processors = options.Processors,
            FactsOf = _checker.Follow,
        });
    }

    private Task StartBody(Func<Simulation, Task> body)
    {
        var ended = new TaskCompletionSource();
        _engine.Post(new SimulationContext.Continuation(_ => _ = RunBodyAsync(body, ended), state: null));
        return ended.Task;
    }

    private async Task RunBodyAsync(Func<Simulation, Task> body, TaskCompletionSource ended)
    {
        try
        {
            await body(this);
            foreach (SchedulerNode node in _nodes) await node.DisposeAsync();
        }
        catch (Exception e)
        {
            _engine.Fail($"The test failed: {e.Message}", e);
        }

        ended.SetResult();
    }
}
