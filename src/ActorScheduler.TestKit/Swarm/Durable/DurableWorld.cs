using ActorScheduler.Store;
using ActorScheduler.TestKit.Engine;
using ActorScheduler.TestKit.Ports;

namespace ActorScheduler.TestKit.Swarm;

/// <summary>
/// Carries a plan out on durable schedulers: nodes crash and end and come back, commits fail; then faults stop, and all
/// that was accepted must end. What is checked is the record of what the jobs did.
/// </summary>
internal sealed partial class DurableWorld : IJobHandler<DurableStep, int>
{
    // Of the last life, whose limits leave room for everybody.
    private const int LastLimit = 2;

    private readonly Simulation _simulation;
    private readonly SwarmPlan _plan;
    private readonly DurableRecord _record;
    private readonly int[] _limits;
    private readonly List<(int Life, string Name, Func<bool> Ended)> _waits = [];
    private readonly Chance _rare;
    private readonly (TimeSpan Time, int Most) _keeps;
    private bool _faults = true;

    public DurableWorld(Simulation simulation, SwarmPlan plan)
    {
        _simulation = simulation;
        _plan = plan;
        _limits = [.. Enumerable.Range(0, SwarmPlanner.Groups).Select(LimitOf)];
        _rare = new Chance(plan.Seed, "what is rare");
        _keeps = DrawKeeps(_rare);
        _record = new DurableRecord(_limits, Fail) { Keeps = _keeps };
        _fates = new CommitFates(plan);
        simulation.NodeCrashed = Crashed;
        simulation.Store.Committed = commit => _record.Written(commit, Engine.Time.Now);
        simulation.Store.Opened = TakenOver;
        simulation.Store.CallFate = () => Has(SwarmFault.Calls) ? CommitFates.DrawCall(_rare) : CallFate.Succeeds;
        simulation.Snapshots = _rare.OneIn(2)
            ? SnapshotPace.Usual : new SnapshotPace(_rare.Between(1, 30), _rare.Below(2));
        simulation.Store.Fate = _fates.Draw;
        simulation.Store.Latency = _fates.Latency;
        WatchProcesses();
        Engine.Observe(new FailureWatch(this));
    }

    /// <summary>What becomes of its commits.</summary>
    public CommitFates Fates => _fates;

    private SimulationEngine Engine => _simulation.Engine;

    /// <summary>Runs it all.</summary>
    public async Task RunAsync()
    {
        _simulation.Note("mixture", _plan.Mixture);
        StartNode();
        foreach (SwarmOp step in _plan.Steps)
        {
            if (step.Pause > TimeSpan.Zero) await _simulation.Delay(step.Pause);
            await DoAsync(step);
        }

        await _simulation.Delay(TimeSpan.FromSeconds(1));
        await HealAsync();
        await EndTimesAsync();
        await _simulation.UntilIdleAsync();
        await CheckInboxesAsync();
        CheckAllEnded();
    }

    private async Task DoAsync(SwarmOp step)
    {
        if (_node is null) await _back.Task;        // a node that has crashed is away for a while
        switch (step.Kind)
        {
            case SwarmOpKind.Schedule or SwarmOpKind.ScheduleAsync or SwarmOpKind.Process: Submit(step); break;
            case SwarmOpKind.Barrier: InsertBarrier(step); break;
            case SwarmOpKind.Drain: Drain(step); break;
            case SwarmOpKind.Cancel: Cancel(step); break;
            case SwarmOpKind.CancelAll: CancelAll(step); break;
            case SwarmOpKind.Stop: Stop(step); break;
            case SwarmOpKind.Crash: CrashScheduler(step); break;
            case SwarmOpKind.NodeCrash: CrashLater(step); break;
            case SwarmOpKind.NodeEnd: await EndNodeAsync(); break;
            case SwarmOpKind.Takeover: TakeOver(); break;
            case SwarmOpKind.Keyed: SubmitKeyed(step); break;
            case SwarmOpKind.Letter: PostJob(step); break;
            case SwarmOpKind.CancelLetter: PostCancel(step); break;
            case SwarmOpKind.Recur: Recur(step); break;
            default: throw new InvalidOperationException($"No step {step.Kind} is known.");
        }
    }

    // From here on nothing goes wrong any more, and what comes back finds room everywhere.
    private async Task HealAsync()
    {
        if (_node is null) await _back.Task;
        _simulation.Note("faults", "stop");
        _faults = false;
        _simulation.Store.Fate = null;
        _simulation.Store.CallFate = null;
        _simulation.Store.Latency = TimeSpan.Zero;
        _crashIn = null;
        foreach (SchedulerNode ghost in _ghosts) _simulation.Crash(ghost);
        for (int group = 0; group < _limits.Length; group++) _limits[group] = Math.Max(_limits[group], LastLimit);
        if (new Chance(_plan.Seed, "the end").OneIn(2)) _simulation.Crash(_node!);
        else await EndNodeAsync();
        if (_node is null) await _back.Task;
    }

    private void CheckAllEnded()
    {
        foreach ((int life, string name, Func<bool> ended) in _waits)
        {
            if (life == _life && !ended()) Fail("LivenessCheck: Once faults stop, everything ends.", $"{name} has not");
        }

        _record.CheckAllEnded();
        _simulation.Checker.AllIsQuiet();
    }

    private bool Has(SwarmFault fault) => _faults && (_plan.Faults & fault) != 0;

    // As usual, or so that they are dropped soon, for their age or for their number.
    private static (TimeSpan Time, int Most) DrawKeeps(Chance chance) => chance.Below(3) switch
    {
        0 => (TimeSpan.FromSeconds(chance.Between(1, 5)), SchedulerOptions.DefaultMaxKeptExits),
        1 => (SchedulerOptions.DefaultKeepExits, chance.Between(1, 5)),
        _ => (SchedulerOptions.DefaultKeepExits, SchedulerOptions.DefaultMaxKeptExits),
    };

    private int LimitOf(int group) =>
        _plan.Schedulers[0].GroupLimits.TryGetValue(SwarmPlanner.GroupName(group), out int limit) ? limit : LastLimit;

    // A scheduler may fail of its store, or because it was made to; but its end must not fail as well.
    private sealed class FailureWatch(DurableWorld world) : IEngineObserver
    {
        public void Happened(in SimulationEvent e)
        {
            if (e.Kind != SimulationEventKind.FailureReported) return;
            if (!e.Subject.EndsWith(" failed", StringComparison.Ordinal))
                world.Fail("FailureCheck: The end of a scheduler does not fail.", $"{e.Subject}: {e.Detail}");
        }
    }

    private void Fail(string rule, string how) => Engine.Fail($"{rule} But {how}.");
}
