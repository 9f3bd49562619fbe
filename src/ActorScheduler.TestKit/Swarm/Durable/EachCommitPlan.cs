namespace ActorScheduler.TestKit.Swarm;

/// <summary>
/// A small plan with something of everything that is written down. Its seeds differ in the order of things, and in the
/// commit that fails or is crashed at: every one in every way, in turn.
/// </summary>
internal static class EachCommitPlan
{
    /// <summary>How many steps it has.</summary>
    public const int Count = 15;

    private static readonly TimeSpan Unit = TimeSpan.FromMilliseconds(100);

    private static readonly SwarmOp[] Steps =
    [
        Step(0, SwarmOpKind.Schedule, new SwarmJob { Duration = Unit * 3, Groups = 1, Awaited = true }),
        Step(1, SwarmOpKind.Schedule, new SwarmJob { Duration = Unit, After = [0], Attempts = 3, Failures = 1 }),
        Step(2, SwarmOpKind.Schedule, new SwarmJob { Delay = Unit * 5, Priority = 1 }),
        Step(3, SwarmOpKind.Process, new SwarmJob { Duration = Unit * 4, Awaited = true }),
        Step(4, SwarmOpKind.Barrier, new SwarmJob()),
        Step(5, SwarmOpKind.ScheduleAsync, new SwarmJob { Duration = Unit, Groups = 1 }),
        Step(6, SwarmOpKind.Schedule, new SwarmJob { Duration = Unit * 5, Timeout = Unit, Attempts = 2 }),
        Step(7, SwarmOpKind.Schedule, new SwarmJob { After = [5], Awaited = true }),
        Step(8, SwarmOpKind.Schedule, new SwarmJob { Duration = Unit * 9, Deaf = true }),
        Step(9, SwarmOpKind.Cancel, new SwarmJob()) with { Target = 2, Pause = Unit },
        Step(10, SwarmOpKind.Cancel, new SwarmJob()) with { Target = 8, Pause = Unit * 10 },
        Step(11, SwarmOpKind.Drain, new SwarmJob()) with { Pause = Unit * 10 },
        Step(12, SwarmOpKind.Letter, new SwarmJob { Duration = Unit }) with { Number = 2, Target = 3 },
        Step(13, SwarmOpKind.Keyed, new SwarmJob { Duration = Unit, Awaited = true }),
        Step(14, SwarmOpKind.Keyed, new SwarmJob { Duration = Unit }) with { Pause = Unit * 2 },
    ];

    /// <summary>The plan of a seed.</summary>
    public static SwarmPlan Make(ulong seed, SwarmScenario scenario, SwarmFault without) => new()
    {
        Seed = seed,
        Scenario = scenario,
        Features = SwarmFeature.None,
        Faults = (SwarmFault.Failures | SwarmFault.Store | SwarmFault.Nodes) & ~without,
        Without = without,
        Schedulers =
        [
            new SchedulerOptions
            {
                MaxJobs = 2,
                GroupLimits = new Dictionary<GroupKey, int> { [SwarmPlanner.GroupName(0)] = 1 },
            },
        ],
        Steps = Steps,
    };

    // A number that is divisible by 6 lets the job put something by, and be run again when it is lost.
    private static SwarmOp Step(int id, SwarmOpKind kind, SwarmJob job) => new(id, kind) { Job = job };
}
