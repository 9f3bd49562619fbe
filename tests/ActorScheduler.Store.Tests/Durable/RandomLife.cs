using System.Buffers;
using ActorScheduler.Actors;
using ActorScheduler.Handlers;
using ActorScheduler.Machines;
using ActorScheduler.Processes;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Store.Tests.Durable;

/// <summary>
/// A scheduler's machine with its facts under random operations, crashes among them. After each, three states are
/// compared: the live one, the journal replayed from its start, and from a snapshot taken at a random moment.
/// </summary>
internal sealed partial class RandomLife
{
    private static readonly JobHandlers Handlers = new() { new Notes() };
    private static readonly GroupKey[] Groups = ["a", "b"];

    private readonly Random _random;
    private readonly HandlerTable _handlers = Handlers.Build();
    private readonly List<Fact> _journal = [];
    private readonly Dictionary<long, int> _starts = [];
    private readonly HashSet<long> _accepted = [];
    private readonly HashSet<long> _ended = [];
    private readonly Dictionary<JobReference, (int Attempt, long Epoch)> _running = [];
    private readonly List<JobReference> _delayed = [];
    private List<Fact> _snapshot = [];
    private int _snapshotAt;
    private SchedulerIdentity _identity = new(1, "life");
    private FactWriter _facts;
    private SchedulerMachine _machine;
    private long _sequence;
    private long _now = 1000;

    public RandomLife(int seed)
    {
        _random = new Random(seed);
        _facts = NewFacts();
        _machine = NewMachine();
    }

    /// <summary>A fault to be found: facts that are not written.</summary>
    public Func<Fact, bool>? Forgets { get; init; }

    public void Step()
    {
        _now += _random.Next(5);
        switch (_random.Next(16))
        {
            case 0 or 1 or 2 or 3: Submit(); break;
            case 4 or 5 or 6: EndAttempt(); break;
            case 7: _machine.InsertBarrier(NewBarrier(), _now); break;
            case 8: CancelSome(); break;
            case 9: PassDelay(); break;
            case 10: TakeSnapshot(); break;
            case 11: StartProcess(); break;
            case 12 or 13 or 14: StepRecurrences(); break;
            default:
                if (_random.Next(4) == 0) Crash();
                break;
        }

        CarryOut();
        _machine.AssertInvariants();
        Compare();
    }

    /// <summary>With nothing going wrong any more everything ends.</summary>
    public void RunToEnd()
    {
        EndRecurrences();
        for (int i = 0; i < 100_000 && _facts.Live.Count > 0; i++)
        {
            _now += TimeSpan.FromDays(1).Ticks;
            if (_running.Count > 0) EndAttempt();
            else PassDelay();
            CarryOut();
        }

        Assert.Empty(_facts.Live);
        Assert.Empty(_facts.Recurrences.All);
        Assert.Equal(_accepted.Order(), _ended.Order());
    }

    private SchedulerMachine NewMachine() => new(
        new SchedulerOptions
        {
            MaxJobs = 3,
            GroupLimits = new Dictionary<GroupKey, int> { [Groups[0]] = 1, [Groups[1]] = 2 },
        },
        new EffectBuffer(), facts: _facts);

    private BarrierHandle NewBarrier() => new() { Owner = _identity, Sequence = ++_sequence };

    private void Submit()
    {
        JobReference[] before = [.. _facts.Live.Values.Where(_ => _random.Next(10) == 0).Take(2)];
        JobOptions? options = new()
        {
            Name = _random.Next(2) == 0 ? "n" : null,
            Priority = _random.Next(3) - 1,
            Groups = [.. Groups.Where(_ => _random.Next(3) == 0)],
            Delay = TimeSpan.FromTicks(_random.Next(4) == 0 ? _random.Next(20) : 0),
            StartAt = _random.Next(8) == 0 ? new DateTimeOffset(_now + 10, TimeSpan.Zero) : null,
            Retry = RetryPolicy.Exponential(1 + _random.Next(3), TimeSpan.FromTicks(_random.Next(10))),
            OnLost = _random.Next(4) == 0 ? LostPolicy.Fail : null,
            After = before,
        };
        if (_random.Next(3) == 0) options = null;
        JobHandle job = _random.Next(3) == 0
            ? new ProcessHandle(Job.Process("true"), options)
            : _handlers.CreateDurable("note", TestCommit.Encode(1), options);
        job.Owner = _identity;
        job.Sequence = ++_sequence;
        _machine.Submit(job, _now);
    }

    private void EndAttempt()
    {
        if (_running.Count == 0) return;
        JobReference job = _running.Keys.OrderBy(j => j.Order).ElementAt(_random.Next(_running.Count));
        _running.Remove(job);
        _machine.AttemptExited(job, new AttemptReport((AttemptResult)_random.Next(3), _random.NextDouble()), _now);
    }

    // What the scheduler's actor does when it hears of a start; the news may also never come.
    private void StartProcess()
    {
        foreach (ProcessHandle job in _running.Keys.OfType<ProcessHandle>().OrderBy(j => j.Order))
        {
            if (job.Written is not null || _random.Next(2) == 0) continue;
            job.Written = new ProcessIdentity(_random.Next(1, 100), _now, "boot");
            _facts.ProcessStarted(job);
        }
    }

    private void CancelSome()
    {
        foreach (JobHandle job in _facts.Live.Values.Where(_ => _random.Next(10) == 0).ToArray())
            _machine.Cancel(job, _random.Next(2) == 0 ? "why not" : null, _now);
    }

    private void PassDelay()
    {
        foreach (JobReference job in _delayed.ToArray())
        {
            if (job.CurrentState == JobState.Delayed && job.Extras!.DelayedUntil > _now) continue;
            _delayed.Remove(job);
            _machine.DelayPassed(job, _now);
        }
    }

    private void TakeSnapshot()
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (Fact fact in _facts.Snapshot()) FactStream.Write(buffer, fact);
        _snapshot = [.. FactStream.Read(buffer.WrittenSpan.ToArray())];
        _snapshotAt = _journal.Count;
    }

    // Everything that is not in the journal is gone.
    private void Crash()
    {
        int live = _facts.Live.Count;
        long[] ran = [.. _running.Keys.Select(j => j.Order)];
        _running.Clear();
        _delayed.Clear();
        _identity = new SchedulerIdentity(_identity.Origin + 1, "life");
        _sequence = 0;
        _facts = NewFacts();
        _machine = NewMachine();
        Ledger ledger = Replay([], _journal);
        Assert.Equal(live, ledger.Jobs.Count);
        var head = new JournalHead("life", 2, 0, _journal.Count);
        JournalReplay replay = JournalReplay.Of(_identity, _handlers, head, ledger);
        _facts.Recurrences.Restore(replay);
        replay.RestoreTo(_machine, _facts, NewBarrier, _now);
        foreach (long order in ran.Where(order => !_ended.Contains(order)))
            Assert.True(_facts.Live.Values.Single(j => j.Order == order).CountedAttempts >= 0, "a lost attempt is counted");
    }

    private void CarryOut()
    {
        _facts.Recurrences.SettleEnds(_machine, _now);
        foreach (Effect effect in _machine.Effects.Span)
        {
            if (effect is { Kind: EffectKind.StartAttempt, Target: JobReference started }) Begin(started);
            else if (effect is { Kind: EffectKind.SetDelay, Target: JobReference waits }) _delayed.Add(waits);
        }

        _machine.Effects.Clear();
    }

    private void Begin(JobReference job)
    {
        Assert.False(_ended.Contains(job.Order), "What has ended does not start.");
        Assert.DoesNotContain(_facts.Live.Values, other => other.Segment!.Epoch.Number < job.Segment!.Epoch.Number);
        _running.Add(job, (job.Attempt, job.Segment!.Epoch.Number));
        int starts = _starts.GetValueOrDefault(job.Order);
        Assert.Equal(starts + 1, job.Attempt);      // each attempt has a number of its own, over all lives
        _starts[job.Order] = job.Attempt;
        Assert.True(_running.Count <= 3, "No more run than may.");
        foreach ((GroupKey group, int limit) in (ReadOnlySpan<(GroupKey, int)>)[(Groups[0], 1), (Groups[1], 2)])
            Assert.True(_running.Keys.Count(j => j.Settings.Groups.Contains(group)) <= limit, $"{group} has room");
    }

    private void Note(Fact fact)
    {
        if (fact.Accepted is { } accepted) Assert.True(_accepted.Add(accepted.Order), "A job is accepted once.");
        if (fact.Accepted?.Settings?.FireTime is { } time)
            Assert.True(_fireTimes.Add((time.Recurrence, time.At)), "A fire time has one job.");
        if (fact.Exited is { } exited) Assert.True(_ended.Add(exited.Order), "A job ends once.");
        if (Forgets?.Invoke(fact) == true) return;
        var buffer = new ArrayBufferWriter<byte>();
        FactStream.Write(buffer, fact);     // as it was then: what it refers to may change
        _journal.Add(FactStream.Read(buffer.WrittenSpan.ToArray()).Single());
    }

    private void Compare()
    {
        Ledger now = Replay([], _facts.Snapshot());
        CheckOutstanding(now);
        string live = Describe(now);
        Assert.Equal(Describe(Replay([], _journal)), live);
        if (_snapshot.Count > 0) Assert.Equal(Describe(Replay(_snapshot, _journal.Skip(_snapshotAt))), live);
    }

    private static Ledger Replay(IEnumerable<Fact> snapshot, IEnumerable<Fact> facts)
    {
        var ledger = new Ledger();
        foreach (Fact fact in snapshot.Concat(facts)) ledger.Apply(fact.Clone());
        return ledger;
    }

    private static string Describe(Ledger ledger) =>
        $"{ledger.LastOrder} {ledger.LastEpoch}\n" + string.Join('\n', ledger.Jobs.Values.OrderBy(j => j.Order)
            .Select(job => Text(job, ledger)).Concat(DescribeRecurrences(ledger)));

    // A progress that says nothing is none, and to run after a job that has ended is to run after none.
    private static string Text(JobAccepted job, Ledger ledger)
    {
        JobAccepted copy = job.Clone();
        if (copy.Progress?.CalculateSize() == 0) copy.Progress = null;
        HashSet<(ulong, long)> live = [.. ledger.Jobs.Values.Select(j => (j.Origin, j.Sequence))];
        JobName[] after = [.. copy.Settings?.After.Where(name => live.Contains((name.Origin, name.Sequence))) ?? []];
        copy.Settings?.After.Clear();
        copy.Settings?.After.AddRange(after);
        return copy.ToString();
    }
}
