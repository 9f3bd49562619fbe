using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Swarm;

/// <content>The lives of nodes and schedulers, and how they end.</content>
internal sealed partial class DurableWorld
{
    private readonly List<SchedulerLife> _schedulers = [];      // all lives that there were
    private readonly CommitFates _fates;
    private SchedulerNode? _node;
    private TaskCompletionSource _gone = new();
    private TaskCompletionSource _back = new();
    private int _life;
    private int _openings;
    private readonly List<SchedulerNode> _ghosts = [];      // that were taken over, and may not know it
    private int? _crashIn;

    // A life of each scheduler; those that a test made to fail or to stop come back when they are needed.
    private SchedulerLife Open(SwarmOp step)
    {
        SchedulerLife life = _schedulers.FindLast(one => one.Index == step.Scheduler)!;
        if (!life.Scheduler.IsStopped) return life;
        if (!life.MayEnd)
            Fail("StopCheck: A durable scheduler ends only when it is made to.", $"'{life.Scheduler.Name}' has");
        _record.LifeEnded(life);
        return Make(step.Scheduler);
    }

    private SchedulerLife Make(int index)
    {
        SchedulerOptions options = _plan.Schedulers[index] with
        {
            Durable = true,
            KeepExits = _keeps.Time,
            MaxKeptExits = _keeps.Most,
            GroupLimits = _limits.Select((limit, group) => (limit, group))
                .ToDictionary(pair => SwarmPlanner.GroupName(pair.group), pair => pair.limit),
        };
        var life = new SchedulerLife(index, _node!, _node!.CreateScheduler(NameOf(index), options))
        {
            MayEnd = _ghosts.Count > 0,     // which may try once more to open its journal
        };
        _schedulers.Add(life);
        return life;
    }

    private void StartNode()
    {
        _life++;
        _gone = new TaskCompletionSource();
        var handlers = new JobHandlers(DurableJson.Default);
        handlers.Add<DurableStep, int>(this);
        handlers.Add(new TimedWork(this));
        _node = _simulation.StartNode(handlers);
        for (int index = 0; index < _plan.Schedulers.Count; index++) Make(index);
        _back.TrySetResult();
    }

    private IEnumerable<SchedulerLife> Present =>
        Enumerable.Range(0, _plan.Schedulers.Count).Select(index => _schedulers.FindLast(one => one.Index == index)!);

    private static string NameOf(int index) => $"s{index + 1}";

    // Another node makes the same schedulers, and the one before is left to find out.
    private void TakeOver()
    {
        _ghosts.Add(_node!);
        _crashIn = null;
        StartNode();
    }

    // From here on nothing that others decide about these jobs counts.
    private void TakenOver(string journal, SimulatedHost host)
    {
        SchedulerNode node = _simulation.NodeOf(host);
        SchedulerLife owner = _schedulers.FindLast(life => life.Node == node && NameOf(life.Index) == journal)!;
        foreach (SchedulerLife life in _schedulers)
        {
            if (life == owner || life.Index != owner.Index || !life.HasOpened || life.IsOver) continue;
            life.MayEnd = true;
            _record.LifeEnded(life);
        }

        owner.Opening = _openings++;
        owner.IsOver = false;
        if (owner.CancelsAll) _record.CancelAsked(owner);
    }

    // Called where the crash happens; the next node starts in a step of its own, at once or later.
    private void Crashed(SchedulerNode node)
    {
        if (node != _node) return;
        foreach (SchedulerLife life in Present) _record.LifeEnded(life);
        _node = null;
        _crashIn = null;
        _back = new TaskCompletionSource();
        _gone.TrySetResult();
        Engine.Post(new SimulationContext.Continuation(_ => _ = RestartAsync(), state: null), host: null);
    }

    private async Task RestartAsync()
    {
        if (_life % 2 == 0) await _simulation.Delay(TimeSpan.FromMilliseconds(700));
        StartNode();
    }

    // In order, as far as the store lets it; then its process is gone.
    private async Task EndNodeAsync()
    {
        SchedulerNode node = _node!;
        foreach (SchedulerLife life in Present)
        {
            life.IsEnding = true;
            life.MayEnd = true;
        }

        await Task.WhenAny(node.DisposeAsync().AsTask(), _gone.Task);
        if (node == _node) _simulation.Crash(node);
        if (_node is null) await _back.Task;
    }

    private void CrashLater(SwarmOp step)
    {
        if (_crashIn is not null) return;
        _crashIn = step.Number * step.Number;
        Engine.Observe(new Countdown(this));
    }

    private void CrashScheduler(SwarmOp step)
    {
        SchedulerLife life = Open(step);
        life.MayEnd = true;
        life.IsEnding = true;
        _simulation.CrashIn(life.Scheduler, step.Number * 2);
    }

    private void Stop(SwarmOp step)
    {
        SchedulerLife life = Open(step);
        life.MayEnd = true;
        life.IsEnding = true;       // without having drained, when it cannot write
        var mode = (StopMode)(step.Number % 4);
        if (mode != StopMode.Drain) _record.CancelAsked(life);
        Await($"stop {step.Id}", life.Scheduler.StopAsync(mode));
    }

    // Steps until the node crashes: between any two of them.
    private sealed class Countdown(DurableWorld world) : IEngineObserver
    {
        private bool _over;

        public void StepEnded()
        {
            if (_over) return;
            if (world._crashIn is not { } left)
            {
                _over = true;
                return;
            }

            world._crashIn = left - 1;
            if (left > 0) return;
            _over = true;
            world._simulation.Crash(world._node!);
        }
    }
}
