using System.Runtime.CompilerServices;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines.Model;

/// <summary>
/// Group limits with a ready queue and nothing else around them, checked after each step against counts that are made anew
/// each time.
/// </summary>
internal sealed class GroupWorld(GroupFault fault = GroupFault.None)
{
    private readonly GroupLimits _groups = new();
    private readonly AdmissionQueue _ready = new();
    private readonly Dictionary<GroupKey, int> _limits = [];
    private readonly Dictionary<FakeJob, HashSet<FakeJob>> _before = [];
    private readonly Dictionary<FakeJob, int> _overtaken = [];
    private long _order;

    public List<FakeJob> Waiting { get; } = [];

    public List<FakeJob> Inside { get; } = [];

    public int Count => _groups.Count;

    public int MostOvertaken { get; private set; }

    /// <summary>How many may be inside, whatever their groups: while it is reached nobody tries, as behind other gates.</summary>
    public int Slots
    {
        get;
        set
        {
            field = value;
            Settle();
        }
    } = int.MaxValue;

    /// <summary>Limits come and go: then a job need not be counted in a group that had none when it stood in line.</summary>
    public bool CountsOvertaking { get; init; } = true;

    public FakeJob Spawn(int priority, params GroupKey[] keys)
    {
        var job = new FakeJob(new JobOptions { Priority = priority, Groups = keys }) { Order = ++_order, Sequence = _order };
        if (fault == GroupFault.PriorityUntold) job.Priority = (sbyte)(_order % 2);
        Waiting.Add(job);
        _overtaken[job] = 0;
        _before[job] = [.. Waiting.Where(other => other.Settings.Groups.Count > 1 && Precedes(other, job))];
        foreach (FakeJob other in Waiting)
        {
            if (keys.Length > 1 && Precedes(job, other)) _before[other].Add(job);
        }

        _groups.Register(job);
        _ready.Add(job);
        Settle();
        return job;
    }

    public void Exit(FakeJob job)
    {
        Inside.Remove(job);
        if (fault != GroupFault.ExitUntold)
        {
            _groups.Leave(job, _ready);
            _groups.Unregister(job);
        }

        Settle();
    }

    public void Cancel(FakeJob job)
    {
        Waiting.Remove(job);
        if (!_groups.Withdraw(job, _ready)) _ready.Remove(job);
        _groups.Unregister(job);
        Settle();
    }

    public void SetLimit(GroupKey key, int? limit)
    {
        if (limit is { } some) _limits[key] = some;
        else _limits.Remove(key);
        _groups.SetLimit(key, fault == GroupFault.LimitUntold ? limit + 1 : limit, _ready);
        Settle();
    }

    public int Held(GroupKey key) => Inside.Count(j => j.Settings.Groups.Contains(key));

    private void Settle()
    {
        while (Inside.Count < Slots && _ready.First is FakeJob job)
        {
            _ready.Remove(job);
            if (_groups.TryEnter(job, _ready)) Enter(job);
        }

        CheckCounts();
        foreach (JobGroup group in _groups.All()) Rule(!_groups.Sleeps(group), $"the head of the line of {group.Key} sleeps");
        if (_ready.Count > 0) return;
        foreach (FakeJob job in Waiting) CheckSleeper(job);
    }

    private void Enter(FakeJob job)
    {
        foreach (GroupKey key in job.Settings.Groups)
            Rule(!_limits.TryGetValue(key, out int limit) || Held(key) < limit, $"{job} enters {key}, which is full");
        foreach (FakeJob other in Waiting)
        {
            if (other == job || !Precedes(other, job) || IsPaused(other)) continue;
            bool same = other.Settings.Groups.ToHashSet().SetEquals(job.Settings.Groups);
            Rule(!same, $"{job} enters before {other}, which needs the same");
            if (Shares(other, job)) Overtake(other);
        }

        Waiting.Remove(job);
        Inside.Add(job);
    }

    private void Overtake(FakeJob passed)
    {
        int times = ++_overtaken[passed];
        MostOvertaken = Math.Max(MostOvertaken, times);
        // One that needs a single group stands in its line, and nobody passes there; any other is passed at most so often for
        // itself and for each older one.
        int most = passed.Settings.Groups.Count == 1 ? 0 : GroupLimits.MaxPasses * (_before[passed].Count + 1);
        if (fault == GroupFault.PassesForbidden) most = 0;
        Rule(!CountsOvertaking || times <= most, $"{passed} was passed {times} times, {most} at most");
    }

    private void CheckCounts()
    {
        HashSet<GroupKey> known = [.. _limits.Keys, .. Waiting.Concat(Inside).SelectMany(j => j.Settings.Groups)];
        Rule(known.Count == _groups.Count, $"{_groups.Count} groups are remembered instead of {known.Count}");
        foreach (GroupKey key in known)
            Rule(_groups.GetCount(key) == Held(key), $"{key} holds {_groups.GetCount(key)} instead of {Held(key)}");
        foreach (FakeJob job in Inside)
            Rule(GroupLimits.Why(job) is null, $"{job} is inside and waits");
        HashSet<JobReference> ready = [.. _ready.All()];
        foreach (FakeJob job in Waiting)
            Rule(GroupLimits.Why(job) is HoldReason.Group != ready.Contains(job), $"{job} waits and cannot say why");
        foreach (JobGroup group in _groups.All())
        {
            int promised = Waiting.Count(j => j.Ticket!.WokenBy == group);
            Rule(promised == group.Woken, $"{group.Key} has given {group.Woken} promises instead of {promised}");
        }
    }

    private void CheckSleeper(FakeJob job)
    {
        bool open = job.Settings.Groups.All(key => !_limits.TryGetValue(key, out int limit) || Held(key) < limit);
        bool kept = Waiting.Exists(other => Precedes(other, job) && !IsPaused(other) && Shares(other, job));
        Rule(!open || kept, $"{job} could enter and sleeps");
    }

    private static bool Precedes(FakeJob one, FakeJob other) =>
        one.Settings.Priority != other.Settings.Priority
            ? one.Settings.Priority > other.Settings.Priority
            : one.Order < other.Order;

    private bool IsPaused(FakeJob job) => job.Settings.Groups.Any(key => _limits.TryGetValue(key, out int limit) && limit == 0);

    private bool Shares(FakeJob one, FakeJob other) => one.Settings.Groups.Intersect(other.Settings.Groups).Any(_limits.ContainsKey);

    private static void Rule(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] Words what)
    {
        if (!holds) throw new ModelViolation("groups", what.Text);
    }
}
