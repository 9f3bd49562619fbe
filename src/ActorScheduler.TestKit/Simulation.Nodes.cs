using ActorScheduler.Actors;
using ActorScheduler.Store;
using ActorScheduler.TestKit.Engine;
using ActorScheduler.TestKit.Ports;

namespace ActorScheduler.TestKit;

/// <content>The nodes: how they start, and how they die.</content>
public sealed partial class Simulation
{
    private readonly List<SimulatedNode> _nodes = [];

    /// <summary>The first node: all that most tests need.</summary>
    public SchedulerNode Node => _nodes[0].Node;

    /// <summary>
    /// The nodes in the order in which they were started, first as many as <see cref="SimulationOptions.Nodes"/> says.
    /// One that has crashed keeps its place.
    /// </summary>
    public IReadOnlyList<SchedulerNode> Nodes => [.. _nodes.Select(node => node.Node)];

    /// <summary>
    /// Starts one more node, on the same <see cref="Store"/>: beside the others, or as the next life of one that has
    /// ended or crashed.
    /// </summary>
    /// <param name="handlers">What runs its named jobs; null for none.</param>
    /// <exception cref="InvalidOperationException">The simulation has ended.</exception>
    public SchedulerNode StartNode(JobHandlers? handlers = null)
    {
        _engine.EnsureNotOver("start a node");
        string name = $"node {_nodes.Count + 1}";
        var host = new SimulatedHost(_engine, name);
        SimulatedLauncher launcher = Processes.CreateLauncher(host);
        var options = new NodeOptions
        {
            TimeProvider = Time,
            LoggerFactory = _options.LoggerFactory,
            LoadSource = Load,
            Handlers = handlers ?? JobHandlers.Empty(),
            Store = Store.Door,
        };
        var node = new SchedulerNode(options, new NodeParts
        {
            Host = host,
            Load = Load,
            Launcher = launcher,
            Processors = _options.Processors,
            FactsOf = _checker.Follow,
            Snapshots = Snapshots,
        });
        _nodes.Add(new SimulatedNode(node, host, launcher));
        return node;
    }

    /// <summary>
    /// Ends a node where it stands, as kill -9 ends a process: its code stops at the await where it is, its processes
    /// die, and nobody is told of anything. Of the commits on their way to the store none, some or all arrive, as the
    /// seed draws it. Whoever awaits something of the node from outside waits for ever. Its durable schedulers go on in
    /// the next node that makes them.
    /// </summary>
    /// <param name="node">One of the <see cref="Nodes"/>. One that has crashed or ended already is left alone.</param>
    /// <exception cref="ArgumentException">It is no node of this simulation.</exception>
    /// <exception cref="InvalidOperationException">The simulation has ended.</exception>
    public void Crash(SchedulerNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        _engine.EnsureNotOver("crash anything");
        SimulatedNode found = _nodes.Find(known => known.Node == node)
            ?? throw new ArgumentException("It is no node of this simulation.", nameof(node));
        if (!found.Host.IsGone) Crash(found.Host);
    }

    /// <summary>When the journals of nodes that start from now on get snapshots.</summary>
    internal SnapshotPace Snapshots { get; set; } = SnapshotPace.Usual;

    /// <summary>The node of a host.</summary>
    internal SchedulerNode NodeOf(SimulatedHost host) => _nodes.Find(known => known.Host == host)!.Node;

    /// <summary>Told that a node has crashed, once nothing of it is left.</summary>
    internal Action<SchedulerNode>? NodeCrashed { get; set; }

    private void Crash(SimulatedHost host)
    {
        SimulatedNode node = _nodes.Find(known => known.Host == host)!;
        _engine.Note(SimulationEventKind.Node, host.Name, "crashes");
        _engine.Crash(host);
        node.Launcher.KillAll();
        Store.Lose(host);
        _checker.Forget(host);
        NodeCrashed?.Invoke(node.Node);
    }
}
