using ActorScheduler.Actors;
using ActorScheduler.Store.Facts;
using Google.Protobuf;

namespace ActorScheduler.Store.Tests.Durable;

/// <content>Recurring jobs, by a wall's clock that is also set back.</content>
internal sealed partial class RandomLife
{
    private readonly HashSet<(long Recurrence, long At)> _fireTimes = [];
    private long _wall = new DateTime(2030, 1, 1).Ticks;

    private FactWriter NewFacts() => new()
    {
        Target = Note,
        Recurrences = { Enlist = job => (job.Owner, job.Sequence) = (_identity, ++_sequence) },
    };

    private void StepRecurrences()
    {
        _wall += TimeSpan.FromSeconds(_random.Next(8) == 0 ? -_random.Next(20) : _random.Next(10)).Ticks;
        RecurrenceBook book = _facts.Recurrences;
        DurableRecurrence[] all = [.. book.All];
        int what = _random.Next(10);
        if (what < 2)
        {
            Define($"r{_random.Next(3)}");
            return;
        }

        foreach (DurableRecurrence one in all)
        {
            switch (what)
            {
                case 2: one.Machine.Pause(_wall); break;
                case 3: one.Machine.Resume(_wall); break;
                case 4 when _random.Next(5) == 0: one.Machine.End(); break;
                case 5: one.Machine.Holds = _random.Next(2) == 0; break;
                default: one.Machine.TimePassed(_wall); break;
            }

            book.Conclude(one, _machine, _now);
        }
    }

    private void Define(string name)
    {
        RecurrenceBook book = _facts.Recurrences;
        RecurrenceDefinition definition = RandomDefinition(name);
        DurableRecurrence one = book.Find(name) is { } known
            ? book.Redefine(known, definition, _machine, _wall, _now)
            : book.Define(definition);
        book.Conclude(one, _machine, _now);
    }

    private RecurrenceDefinition RandomDefinition(string name)
    {
        var options = new RecurringOptions
        {
            Misfire = (MisfirePolicy)_random.Next(3),
            Overlap = (OverlapPolicy)_random.Next(3),
            MaxCatchUp = _random.Next(1, 4),
            MaxQueued = _random.Next(1, 4),
            Job = _random.Next(3) == 0 ? JobOptions.Default : new() { Groups = [Groups[_random.Next(2)]] },
        };
        Recurrence recurrence = _random.Next(2) == 0
            ? Recurrence.Every(TimeSpan.FromSeconds(_random.Next(1, 6)))
            : Recurrence.Cron($"*/{_random.Next(1, 20)} * * * * *");
        if (_random.Next(4) == 0) recurrence = recurrence with { StartAt = new DateTimeOffset(_wall, TimeSpan.Zero) };
        RecurrenceDefined written = RecurrenceCodec.Write(name, recurrence, options, _wall);
        written.Named = new NamedData { Kind = "note", Payload = ByteString.CopyFrom(TestCommit.Encode(1)) };
        return RecurrenceCodec.Read(written, _handlers);
    }

    private void EndRecurrences()
    {
        foreach (DurableRecurrence one in _facts.Recurrences.All.ToArray())
        {
            one.Machine.End();
            _facts.Recurrences.Conclude(one, _machine, _now);
        }

        CarryOut();
    }

    // In each commit what a recurrence knows of its jobs is what is there of them.
    private static void CheckOutstanding(Ledger ledger)
    {
        foreach ((long id, RecurrenceLedger.Entry one) in ledger.Recurrences.Entries)
        {
            int live = ledger.Jobs.Values.Count(job => job.Settings?.FireTime?.Recurrence == id);
            Assert.Equal(live, one.Record.Outstanding);
        }
    }

    private static IEnumerable<string> DescribeRecurrences(Ledger ledger) => ledger.Recurrences.Entries
        .OrderBy(one => one.Key)
        .Select(one => RecurrenceSteps.Snapshot(one.Key, one.Value.Written, one.Value.Record).ToString());
}
