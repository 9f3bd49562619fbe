using ActorScheduler.Actors;
using ActorScheduler.Machines;
using ActorScheduler.Runtime;
using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Checks;

/// <summary>Keeps the model of every scheduler up to date, and shows every change to every check.</summary>
internal sealed class Checker : IEngineObserver
{
    private readonly SimulationEngine _engine;
    private readonly List<SchedulerFacts> _schedulers = [];
    private readonly Dictionary<NodeServices, GroupBook> _groups = [];
    private readonly HashSet<SchedulerModel> _touched = [];
    private readonly Check[] _checks;
    private bool _hasCrashedNodes;

    /// <summary>Makes one.</summary>
    /// <param name="engine">The simulation.</param>
    /// <param name="deep">Also looks at the whole state of each machine: for simulations of few jobs.</param>
    public Checker(SimulationEngine engine, bool deep)
    {
        _engine = engine;
        Check[] always =
        [
            new LimitsCheck(), new BarrierCheck(), new ExitOnceCheck(), new StartBeforeExitCheck(),
            new NothingAfterStopCheck(), new LatchCheck(), new FifoCheck(), new PermitsCheck(), new LivenessCheck(),
        ];
        _checks = deep ? [.. always, new InvariantsCheck()] : always;
        foreach (Check check in _checks) check.Broken = Fail;
    }

    /// <summary>A scheduler is made: what it tells is kept here.</summary>
    public IFactLog Follow(SchedulerCore core)
    {
        if (!_groups.TryGetValue(core.Node, out GroupBook? groups))
            _groups.Add(core.Node, groups = new GroupBook(core.Node));
        var facts = new SchedulerFacts(this, _engine, new SchedulerModel(core, groups));
        _schedulers.Add(facts);
        return facts;
    }

    /// <summary>Shows a change to the checks.</summary>
    public void Show(SchedulerModel scheduler, Action<Check> change)
    {
        _touched.Add(scheduler);
        foreach (Check check in _checks) change(check);
    }

    public void Touch(SchedulerModel scheduler) => _touched.Add(scheduler);

    public void TurnBegins(object actor, object? message)
    {
        if (actor is not SchedulerActor scheduler || message is not SchedulerMessage told) return;
        SchedulerFacts facts = _schedulers.Find(f => f.Model.Core == scheduler.Core)!;
        _touched.Add(facts.Model);
        if (told is { Kind: SchedulerMessageKind.JournalRead, Target: Outcome<JournalReplay> { Value: { } replay } })
            facts.Restored(replay);
        else Show(facts, told);
    }

    private void Fail(Check broken, string how)
    {
        if (_engine.Saboteur?.BlindsChecks != true)
            _engine.Fail($"{broken.GetType().Name}: {broken.Sentence} But {how}.");
    }

    /// <summary>A node has crashed: its schedulers are no more, and nothing is asked of them.</summary>
    public void Forget(SimulatedHost host)
    {
        _hasCrashedNodes = true;
        foreach (SchedulerFacts facts in _schedulers.Where(f => f.Model.Core.Host == host))
            _touched.Remove(facts.Model);
        _schedulers.RemoveAll(f => f.Model.Core.Host == host);
        foreach (NodeServices node in _groups.Keys.Where(n => n.Host == host).ToArray()) _groups.Remove(node);
    }

    private static void Show(SchedulerFacts facts, in SchedulerMessage told)
    {
        switch (told.Kind)
        {
            case SchedulerMessageKind.Submit: facts.JobScheduled((JobHandle)told.Target!); break;
            case SchedulerMessageKind.StartRun: facts.RunStarted((SourceRun)told.Target!); break;
            case SchedulerMessageKind.Pulled:
                var pulled = (SchedulerCommand)told.Target!;
                facts.JobPulled((JobHandle)pulled.Detail!, (SourceRun)pulled.Target!);
                break;
            case SchedulerMessageKind.GroupNews
                when ((SchedulerCommand)told.Target!).Detail is GroupNews.TermsSet { Key: var group, Terms: var terms }:
                facts.Model.Groups.Hear(group, terms.Limit);
                break;
            default: break;
        }
    }

    public void ActorCrashes(object actor)
    {
        if (actor is SchedulerActor scheduler)
            _schedulers.Find(f => f.Model.Core == scheduler.Core)!.Model.Crashed = true;
    }

    public void AllWaits()
    {
        foreach (GroupBook groups in _groups.Values) groups.Settle();
    }

    public void StepEnded()
    {
        foreach (GroupBook groups in _groups.Values) groups.Look();
        if (_touched.Count == 0) return;
        foreach (SchedulerModel scheduler in _touched)
        {
            foreach (Check check in _checks) check.StepEnded(scheduler);
        }

        _touched.Clear();
    }

    /// <summary>Faults have stopped, and nothing can happen any more.</summary>
    public void AllIsQuiet()
    {
        foreach (SchedulerFacts facts in _schedulers)
        {
            foreach (Check check in _checks) check.AllIsQuiet(facts.Model);
        }
    }

    public string? DescribeUnfinished()
    {
        List<string> names =
        [
            .. _schedulers.SelectMany(f => f.Model.Unfinished)
                .Select(j => $"job {j.Name} of '{j.Scheduler.Name}', {j.Job.State}"),
        ];
        if (_hasCrashedNodes) names.Add("whoever waits for something of a node that has crashed waits for ever");
        return names.Count == 0 ? null : string.Join("; ", names);
    }

    /// <summary>The jobs that run, for people.</summary>
    public string? DescribeRunning()
    {
        IEnumerable<string> names = _schedulers.SelectMany(f => f.Model.Live).Select(j => j.Name);
        return string.Join(", ", names.Order(StringComparer.Ordinal));
    }
}
