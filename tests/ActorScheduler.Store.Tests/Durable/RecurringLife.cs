using ActorScheduler.Actors;
using ActorScheduler.Handlers;
using ActorScheduler.Machines;
using ActorScheduler.Store.Facts;
using Google.Protobuf;

namespace ActorScheduler.Store.Tests.Durable;

/// <summary>
/// One recurring job of a durable scheduler under random operations: the clock goes on and back, jobs end, it is paused
/// and resumed, and processes die between two commits, with or without having heard of the last. After each commit the
/// journal alone is asked: each fire time has one job at most, and exactly one unless it was counted as missed or
/// skipped, waits, or fell into a pause.
/// </summary>
internal sealed class RecurringLife
{
    private static readonly long Origin = new DateTime(2030, 1, 1).Ticks;
    private static readonly HandlerTable Handlers = new JobHandlers { new Notes() }.Build();

    private readonly Random _random;
    private readonly RecurrenceDefinition _definition;
    private readonly FireTimes _times;
    private readonly List<Fact> _journal = [];
    private readonly Queue<Turn> _turns = new();
    private readonly HashSet<JobReference> _running = [];
    private readonly SortedSet<long> _accepted = [];
    private long _missed;
    private long _skipped;
    private long _passed;       // in pauses
    private List<Fact> _facts = [];
    private FactWriter _writer;
    private SchedulerMachine _machine;
    private SchedulerIdentity _identity = new(1, "life");
    private long _sequence;
    private long _wall = Origin;
    private long _now = 1000;

    public RecurringLife(int seed)
    {
        _random = new Random(seed);
        _definition = RandomDefinition();
        _times = new FireTimes(_definition.Recurrence, Origin);
        _writer = NewWriter();
        _machine = new SchedulerMachine(new SchedulerOptions { MaxJobs = 3 }, new EffectBuffer(), facts: _writer);
        DoTurn(() => _writer.Recurrences.Conclude(_writer.Recurrences.Define(_definition), _machine, _now));
        Commit(hears: true);
    }

    /// <summary>A fault to be found: a decision and its jobs are committed in two pieces.</summary>
    public bool Splits { get; init; }

    /// <summary>How many fire times had a job.</summary>
    public int Jobs => _accepted.Count;

    public void Step()
    {
        _now += _random.Next(5);
        _wall += _random.Next(10) == 0
            ? -_random.NextInt64(60 * TimeSpan.TicksPerSecond) : _random.NextInt64(10 * TimeSpan.TicksPerSecond);
        switch (_random.Next(12))
        {
            case 0 when _random.Next(2) == 0: Tell(static (one, wall) => one.Pause(wall)); break;
            case 1 or 2: Tell(static (one, wall) => one.Resume(wall)); break;
            case 3 or 4 or 5: EndAttempt(); break;
            case 6 when _random.Next(3) == 0: Die(); break;
            default: Tell(static (one, wall) => one.TimePassed(wall)); break;
        }

        if (_random.Next(3) > 0)
        {
            while (_turns.Count > 0) Commit(hears: true);
        }
    }

    private DurableRecurrence One => _writer.Recurrences.All.Single();

    private FactWriter NewWriter() => new()
    {
        Target = fact => _facts.Add(fact.Clone()),
        Recurrences = { Enlist = job => (job.Owner, job.Sequence) = (_identity, ++_sequence) },
    };

    private RecurrenceDefinition RandomDefinition()
    {
        var options = new RecurringOptions
        {
            Misfire = (MisfirePolicy)_random.Next(3),
            Overlap = (OverlapPolicy)_random.Next(3),
            MaxCatchUp = _random.Next(2) == 0 ? 1000 : _random.Next(1, 5),
            MaxQueued = _random.Next(1, 4),
            MisfireGrace = TimeSpan.FromSeconds(_random.Next(3)),
        };
        Recurrence recurrence = _random.Next(2) == 0
            ? Recurrence.Every(TimeSpan.FromSeconds(_random.Next(1, 20)))
            : Recurrence.Cron($"*/{_random.Next(2, 20)} * * * * *");
        RecurrenceDefined written = RecurrenceCodec.Write("tick", recurrence, options, Origin);
        written.Named = new NamedData { Kind = "note", Payload = ByteString.CopyFrom(TestCommit.Encode(1)) };
        return RecurrenceCodec.Read(written, Handlers);
    }

    private void Tell(Action<RecurrenceMachine, long> what) => DoTurn(() =>
    {
        DurableRecurrence one = One;
        what(one.Machine, _wall);
        _writer.Recurrences.Conclude(one, _machine, _now);
    });

    private void EndAttempt()
    {
        if (_running.Count == 0) return;
        JobReference job = _running.OrderBy(j => j.Order).ElementAt(_random.Next(_running.Count));
        _running.Remove(job);
        DoTurn(() => _machine.AttemptExited(job, new AttemptReport((AttemptResult)_random.Next(3), 0.5), _now));
    }

    // As the scheduler's actor does it: facts and effects of a turn stay together until the store has them.
    private void DoTurn(Action turn)
    {
        turn();
        _writer.Recurrences.SettleEnds(_machine, _now);
        _machine.AssertInvariants();
        JobReference[] starts = [.. StartedIn(_machine.Effects)];
        _machine.Effects.Clear();
        _turns.Enqueue(new Turn(_facts, starts));
        _facts = [];
    }

    private static List<JobReference> StartedIn(EffectBuffer effects)
    {
        List<JobReference> started = [];
        foreach (Effect effect in effects.Span)
        {
            if (effect is { Kind: EffectKind.StartAttempt, Target: JobReference job }) started.Add(job);
        }

        return started;
    }

    private void Commit(bool hears)
    {
        Turn turn = _turns.Dequeue();
        foreach (Fact fact in turn.Facts) Write(fact);
        CheckJournal();
        if (hears) _running.UnionWith(turn.Starts);
    }

    private void Write(Fact fact)
    {
        _journal.Add(fact);
        if (fact.Accepted?.Settings.FireTime is { } time)
        {
            Assert.True(_accepted.Add(time.At), "A fire time has one job.");
            Assert.Equal(time.At, _times.NextAfter(time.At - 1));
        }
        else if (fact.Recurrence is { TimesDue: { } due })
        {
            _missed += due.Missed;
            _skipped += due.Skipped;
        }
        else if (fact.Recurrence is { WhatCase: RecurrenceStep.WhatOneofCase.Resumed } resumed)
        {
            long before = Read([.. _journal.SkipLast(1)]).Recurrences.Entries.Values.Single().Record.Decided;
            _passed += _times.Between(before, resumed.Resumed, 1).Count;
        }
    }

    private void CheckJournal()
    {
        RecurrenceRecord record = Read(_journal).Recurrences.Entries.Values.Single().Record;
        long all = _times.Between(Origin - 1, record.Decided, 1).Count;
        Assert.Equal(all, _accepted.Count + _missed + _skipped + _passed + record.Queue.Count);
        Assert.Equal(_accepted.Count, record.Fired);
        if (_definition.Options is { Misfire: MisfirePolicy.FireAll, MaxCatchUp: 1000 }) Assert.Equal(0, _missed);
        if (_definition.Options.Overlap == OverlapPolicy.Allow) Assert.Equal(0, _skipped + record.Queue.Count);
    }

    private void Die()
    {
        for (int heard = _random.Next(_turns.Count + 1); heard > 0; heard--) Commit(hears: false);
        if (Splits && _turns.TryPeek(out Turn? torn))
        {
            foreach (Fact fact in torn.Facts.Take(torn.Facts.Count / 2)) Write(fact);
        }

        _turns.Clear();
        _running.Clear();
        _facts = [];
        _identity = new SchedulerIdentity(_identity.Origin + 1, "life");
        _sequence = 0;
        _writer = NewWriter();
        _machine = new SchedulerMachine(new SchedulerOptions { MaxJobs = 3 }, new EffectBuffer(), facts: _writer);
        JournalReplay replay = JournalReplay.Of(
            _identity, Handlers, new JournalHead("life", 2, 0, _journal.Count), Read(_journal));
        DoTurn(() =>
        {
            _writer.Recurrences.Restore(replay);
            replay.RestoreTo(_machine, _writer, () => new BarrierHandle(), _now);
        });
    }

    private static Ledger Read(IEnumerable<Fact> facts)
    {
        var ledger = new Ledger();
        foreach (Fact fact in facts) ledger.Apply(fact.Clone());
        return ledger;
    }

    private sealed record Turn(List<Fact> Facts, JobReference[] Starts);
}
