namespace ActorScheduler.TestKit.Swarm;

/// <summary>Which features the seeds of a swarm may draw, and how large their plans are.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Features">What may be drawn.</param>
/// <param name="MostSteps">The longest plan.</param>
/// <param name="Summary">A line for people.</param>
/// <param name="Store">Whether jobs are durable, and nodes end and crash.</param>
/// <param name="EachCommit">Whether each seed lets another commit of one small plan fail, in another way.</param>
internal sealed record SwarmScenario(
    string Name, SwarmFeature Features, int MostSteps, string Summary, bool Store = false,
    bool EachCommit = false)
{
    private const SwarmFeature Plain =
        SwarmFeature.Delays | SwarmFeature.Retries | SwarmFeature.Cancels | SwarmFeature.Listeners;

    /// <summary>All that there are.</summary>
    public static IReadOnlyList<SwarmScenario> All { get; } =
    [
        new("standard", SwarmFeature.All, 40, "everything, mixed anew by each seed"),
        new("limits", Plain | SwarmFeature.Groups | SwarmFeature.Limits | SwarmFeature.BoundedQueue
            | SwarmFeature.LoadGate | SwarmFeature.Priorities | SwarmFeature.Pools, 60,
            "limits, pools, groups, bounded queues and load"),
        new("barriers", Plain | SwarmFeature.Barriers | SwarmFeature.Drains | SwarmFeature.Dependencies
            | SwarmFeature.Runs | SwarmFeature.Waits | SwarmFeature.Tokens, 60,
            "barriers, drains, dependencies and runs"),
        new("processes", Plain | SwarmFeature.Processes | SwarmFeature.Stops | SwarmFeature.Groups, 30,
            "child processes that end, hang, leak and are stopped"),
        new("callers", Plain | SwarmFeature.Callers | SwarmFeature.PendingGroups | SwarmFeature.Waits, 40,
            "Callers and pending groups"),
        new("stops", Plain | SwarmFeature.Stops | SwarmFeature.FailEarly | SwarmFeature.Barriers | SwarmFeature.Drains,
            30, "stops, failures that close, and crashes"),
        new("durable", SwarmFeature.Delays | SwarmFeature.Retries | SwarmFeature.Cancels | SwarmFeature.Groups
            | SwarmFeature.Barriers | SwarmFeature.Dependencies | SwarmFeature.Priorities | SwarmFeature.Processes
            | SwarmFeature.Drains | SwarmFeature.Stops | SwarmFeature.Keys | SwarmFeature.Letters
            | SwarmFeature.Recurring, 40,
            "durable schedulers: nodes that crash and end, a store that fails", Store: true),
        new("commits", SwarmFeature.None, EachCommitPlan.Count,
            "one durable plan; each seed fails another commit, or crashes at it", Store: true, EachCommit: true),
    ];

    /// <summary>Everything.</summary>
    public static SwarmScenario Standard => All[0];

    /// <summary>The scenario of a name; null when there is none.</summary>
    public static SwarmScenario? Find(string name) => All.FirstOrDefault(scenario => scenario.Name == name);
}
