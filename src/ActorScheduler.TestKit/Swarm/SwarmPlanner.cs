using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Swarm;

/// <summary>Draws a plan from a seed.</summary>
internal sealed class SwarmPlanner
{
    /// <summary>No plan is longer, whatever its scenario.</summary>
    public const int MostSteps = 1000;

    /// <summary>How many groups there are.</summary>
    public const int Groups = 3;

    // Added after seeds had been noted: drawn apart, and only where nodes have a store.
    private const SwarmFault Later = SwarmFault.Store | SwarmFault.Nodes
        | SwarmFault.Takeovers | SwarmFault.Orphans | SwarmFault.Calls;

    private static readonly TimeSpan Unit = TimeSpan.FromMilliseconds(100);

    private readonly Chance _chance;
    private readonly SwarmScenario _scenario;
    private readonly SwarmFeature _features;
    private readonly SwarmFault _drawn;
    private readonly SwarmFault _faults;
    private readonly ulong _seed;
    private readonly SwarmFault _without;

    private SwarmPlanner(ulong seed, SwarmScenario scenario, SwarmFault without)
    {
        _seed = seed;
        _scenario = scenario;
        _without = without;
        _chance = new Chance(seed, scenario.Name);
        _features = Mix(_chance, scenario.Features & ~SwarmFeature.Later)
            | Mix(new Chance(seed, $"{scenario.Name}, later"), scenario.Features & SwarmFeature.Later);
        _drawn = Mix(_chance, SwarmFault.All & ~Later);
        if (scenario.Store) _drawn |= Mix(new Chance(seed, $"{scenario.Name}, later faults"), Later);
        _faults = _drawn & ~without;
    }

    /// <summary>The plan of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="scenario">What it may draw.</param>
    /// <param name="without">Faults that are left out; all else stays as it is.</param>
    public static SwarmPlan Draw(ulong seed, SwarmScenario scenario, SwarmFault without = SwarmFault.None) =>
        scenario.EachCommit
            ? EachCommitPlan.Make(seed, scenario, without)
            : new SwarmPlanner(seed, scenario, without).Draw();

    private SwarmPlan Draw()
    {
        SchedulerOptions[] schedulers = [.. Enumerable.Range(0, _chance.Between(1, 2)).Select(_ => Options())];
        int count = _chance.Between(3, _scenario.MostSteps);
        var steps = new List<SwarmOp>(count);
        SwarmOpKind[] kinds = [.. Kinds()];
        for (int id = 0; id < count; id++)
        {
            SwarmOp step = Step(id, kinds, schedulers.Length);
            if (!IsLeftOut(step.Kind)) steps.Add(step);
        }

        return new SwarmPlan
        {
            Seed = _seed,
            Scenario = _scenario,
            Features = _features,
            Faults = _faults,
            Without = _without,
            Schedulers = schedulers,
            Steps = steps,
        };
    }

    private bool IsLeftOut(SwarmOpKind kind) => kind switch
    {
        SwarmOpKind.Crash or SwarmOpKind.LoadCrash => !Has(SwarmFault.Crashes),
        SwarmOpKind.NodeCrash => !Has(SwarmFault.Nodes),
        SwarmOpKind.Takeover => !Has(SwarmFault.Takeovers),
        _ => false,
    };

    private static T Mix<T>(Chance chance, T all)
        where T : struct, Enum
    {
        long drawn = 0;
        for (long bit = 1; bit <= Convert.ToInt64(all, null); bit <<= 1)
        {
            if (chance.OneIn(2)) drawn |= bit;
        }

        return (T)Enum.ToObject(typeof(T), drawn & Convert.ToInt64(all, null));
    }

    private bool Has(SwarmFeature feature) => (_features & feature) != 0;

    private bool Has(SwarmFault fault) => (_faults & fault) != 0;

    // Drawn whether the fault is left out or not: what comes after must not change.
    private bool Goes(SwarmFault fault, int oneIn) => _chance.OneIn(oneIn) && Has(fault);

    private SchedulerOptions Options()
    {
        int maxJobs = _chance.Between(1, 4);
        bool unlimited = _chance.OneIn(8);
        int capacity = _chance.Below(4);
        int mode = _chance.Below(2);
        var limits = new Dictionary<GroupKey, int>();
        for (int group = 0; group < Groups; group++)
        {
            int limit = _chance.Between(0, 3);
            if (Has(SwarmFeature.Groups)) limits.Add(GroupName(group), limit);
        }

        return new SchedulerOptions
        {
            MaxJobs = unlimited ? null : maxJobs,
            QueueCapacity = Has(SwarmFeature.BoundedQueue) ? capacity : null,
            FailureMode = !Has(SwarmFeature.FailEarly) ? FailureMode.CountAndContinue
                : mode == 0 ? FailureMode.FailEarly : FailureMode.CancelRest,
            MaxLoad = Has(SwarmFeature.LoadGate) ? 4 : null,
            GroupLimits = limits,
        };
    }

    // What comes often stands here often.
    private IEnumerable<SwarmOpKind> Kinds()
    {
        yield return SwarmOpKind.Schedule;
        yield return SwarmOpKind.Schedule;
        yield return SwarmOpKind.Schedule;
        yield return SwarmOpKind.ScheduleAsync;
        if (Has(SwarmFeature.Barriers)) yield return SwarmOpKind.Barrier;
        if (Has(SwarmFeature.Drains)) yield return SwarmOpKind.Drain;
        if (Has(SwarmFeature.Cancels)) yield return SwarmOpKind.Cancel;
        if (Has(SwarmFeature.Cancels) && _chance.OneIn(3)) yield return SwarmOpKind.CancelAll;
        if (Has(SwarmFeature.Limits)) yield return SwarmOpKind.MaxJobs;
        if (Has(SwarmFeature.Limits) && Has(SwarmFeature.Groups)) yield return SwarmOpKind.GroupLimit;
        if (Has(SwarmFeature.LoadGate)) yield return SwarmOpKind.Load;
        if (Has(SwarmFeature.Runs)) yield return SwarmOpKind.Run;
        if (Has(SwarmFeature.Processes)) yield return SwarmOpKind.Process;
        if (Has(SwarmFeature.Processes)) yield return SwarmOpKind.Process;
        if (Has(SwarmFeature.Callers)) yield return SwarmOpKind.Call;
        if (Has(SwarmFeature.Callers)) yield return SwarmOpKind.Call;
        if (Has(SwarmFeature.Callers)) yield return SwarmOpKind.CallLater;
        if (Has(SwarmFeature.Callers)) yield return SwarmOpKind.CallQueue;
        if (Has(SwarmFeature.Callers) && _chance.OneIn(3)) yield return SwarmOpKind.StopCaller;
        if (Has(SwarmFeature.PendingGroups)) yield return SwarmOpKind.PendingGroup;
        if (Has(SwarmFeature.Pools)) yield return SwarmOpKind.Spawn;
        if (Has(SwarmFeature.Pools)) yield return SwarmOpKind.Spawn;
        if (Has(SwarmFeature.Waits)) yield return SwarmOpKind.Wait;
        if (Has(SwarmFeature.Waits)) yield return SwarmOpKind.AsCompleted;
        if (Has(SwarmFeature.Waits)) yield return SwarmOpKind.AwaitLinked;
        if (Has(SwarmFeature.Waits)) yield return SwarmOpKind.Adopt;
        if (Has(SwarmFeature.Tokens)) yield return SwarmOpKind.Linked;
        if (Has(SwarmFeature.Stops) && _chance.OneIn(2)) yield return SwarmOpKind.Stop;
        if (_scenario.Store) yield return SwarmOpKind.NodeEnd;
        if (_scenario.Store && (_drawn & SwarmFault.Nodes) != 0) yield return SwarmOpKind.NodeCrash;
        if (_scenario.Store && (_drawn & SwarmFault.Takeovers) != 0) yield return SwarmOpKind.Takeover;
        if (Has(SwarmFeature.Keys)) yield return SwarmOpKind.Keyed;
        if (Has(SwarmFeature.Keys)) yield return SwarmOpKind.Keyed;
        if (Has(SwarmFeature.Letters)) yield return SwarmOpKind.Letter;
        if (Has(SwarmFeature.Letters)) yield return SwarmOpKind.Letter;
        if (Has(SwarmFeature.Letters) && Has(SwarmFeature.Cancels)) yield return SwarmOpKind.CancelLetter;
        if (Has(SwarmFeature.Recurring)) yield return SwarmOpKind.Recur;
        bool crashes = (_drawn & SwarmFault.Crashes) != 0;
        if (crashes && _chance.OneIn(2)) yield return SwarmOpKind.Crash;
        if (crashes && Has(SwarmFeature.LoadGate) && _chance.OneIn(3)) yield return SwarmOpKind.LoadCrash;
    }

    private SwarmOp Step(int id, SwarmOpKind[] kinds, int schedulers)
    {
        SwarmOpKind kind = kinds[_chance.Below(kinds.Length)];
        bool pauses = _chance.OneIn(4);
        TimeSpan pause = Time(20);
        return new SwarmOp(id, kind)
        {
            Pause = pauses ? pause : TimeSpan.Zero,
            Scheduler = _chance.Below(schedulers),
            Job = Job(id),
            Target = _chance.Below(Math.Max(1, id)),
            Number = _chance.Below(12),
            Faulty = Goes(FaultOf(kind), oneIn: 3),
        };
    }

    private static SwarmFault FaultOf(SwarmOpKind kind) => kind switch
    {
        SwarmOpKind.Process => SwarmFault.Processes,
        SwarmOpKind.Load => SwarmFault.Load,
        SwarmOpKind.Run => SwarmFault.Sources,
        _ => SwarmFault.None,
    };

    private SwarmJob Job(int id)
    {
        bool takesTime = !_chance.OneIn(3);
        TimeSpan duration = Time(50);
        int priority = _chance.Between(-1, 1);
        int groups = _chance.OneIn(2) ? _chance.Below(1 << Groups) : 0;
        int after = _chance.Below(Math.Max(1, id));
        bool isAfter = id > 0 && _chance.OneIn(4);
        TimeSpan timeout = Time(30);
        bool isDelayed = _chance.OneIn(4);
        TimeSpan delay = Time(30);
        int attempts = _chance.Between(1, 3);
        int failures = _chance.Between(1, 3);
        return new SwarmJob
        {
            Duration = takesTime ? duration : TimeSpan.Zero,
            Priority = Has(SwarmFeature.Priorities) ? priority : 0,
            Groups = Has(SwarmFeature.Groups) ? groups : 0,
            After = isAfter && Has(SwarmFeature.Dependencies) ? [after] : [],
            Delay = isDelayed && Has(SwarmFeature.Delays) ? delay : TimeSpan.Zero,
            Attempts = Has(SwarmFeature.Retries) ? attempts : 1,
            Failures = Goes(SwarmFault.Failures, oneIn: 3) ? failures : 0,
            Deaf = Goes(SwarmFault.Deafness, oneIn: 3),
            Timeout = Goes(SwarmFault.Timeouts, oneIn: 3) ? timeout + Unit : null,
            Listened = _chance.OneIn(2) && Has(SwarmFeature.Listeners),
            ListenerThrows = Goes(SwarmFault.Listeners, oneIn: 4),
            Awaited = _chance.OneIn(2),
        };
    }

    private TimeSpan Time(int most) => Unit * _chance.Between(0, most);

    public static GroupKey GroupName(int group) => GroupKey.Of("group", group);
}
