using ActorScheduler.Actors;
using ActorScheduler.Machines;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Store;

/// <summary>
/// The recurring jobs of a durable scheduler, each with its machine. What they decide is written in the turn in which
/// the jobs that follow from it are submitted, and the end of a job in the turn in which the job ends: so the store has
/// both or neither, and no fire time has two jobs, or none. Belongs to the scheduler's actor.
/// </summary>
internal sealed class RecurrenceBook(FactWriter facts)
{
    private readonly Dictionary<long, DurableRecurrence> _byId = [];
    private readonly Dictionary<string, DurableRecurrence> _byName = new(StringComparer.Ordinal);
    private readonly Queue<JobHandle> _ended = new();
    private long _lastId;

    /// <summary>Gives a new job its owner and its id.</summary>
    public Action<JobHandle>? Enlist { get; set; }

    /// <summary>One of them has decided something; its new jobs come after this.</summary>
    public Action<DurableRecurrence>? Changed { get; set; }

    /// <summary>A job of one of them was submitted.</summary>
    public Action<JobHandle>? Submitted { get; set; }

    /// <summary>All that have not ended, or of whose jobs one has not.</summary>
    public IReadOnlyCollection<DurableRecurrence> All => _byId.Values;

    /// <summary>Jobs have ended that <see cref="SettleEnds"/> is to be told of.</summary>
    public bool HasEnds => _ended.Count > 0;

    /// <summary>The one of a name that has not ended.</summary>
    public DurableRecurrence? Find(string name) =>
        _byName.TryGetValue(name, out DurableRecurrence? found) && found.Machine.State != RecurringState.Ended
            ? found : null;

    /// <summary>Begins a new one.</summary>
    public DurableRecurrence Define(RecurrenceDefinition definition)
    {
        long id = ++_lastId;
        DurableRecurrence? made = null;
        facts.Target?.Invoke(new Fact { Recurrence = new RecurrenceStep { Id = id, Defined = definition.Written } });
        var machine = new RecurrenceMachine(
            definition.Recurrence, definition.Options, definition.Anchor, fact => Write(id, made, fact));
        made = new DurableRecurrence(id, definition) { Machine = machine };
        return Keep(made);
    }

    /// <summary>
    /// Lets one that has not ended be something else from now on. What has come due by its old times is decided before,
    /// by its old rules, but gets the new work.
    /// </summary>
    /// <param name="old">The one that is there.</param>
    /// <param name="definition">What it is from now on.</param>
    /// <param name="scheduler">Gets the jobs.</param>
    /// <param name="wall">What the wall's clock shows.</param>
    /// <param name="now">The scheduler's moment.</param>
    /// <returns>The same; or a new one, when no fire time was left to the old one.</returns>
    public DurableRecurrence Redefine(
        DurableRecurrence old, RecurrenceDefinition definition, SchedulerMachine scheduler, long wall, long now)
    {
        RecurrenceDefined before = old.Definition.Written!, after = definition.Written!;
        bool sameTimes = RecurrenceCodec.HaveSameTimes(before, after);
        bool same = RecurrenceCodec.SayTheSame(before, after);
        if (sameTimes) after.Anchor = definition.Anchor = old.Definition.Anchor;
        RecurrenceMachine machine = old.Machine;
        machine.Holds = !old.Definition.TimesAreKnown;
        if (!sameTimes) machine.TimePassed(wall);
        old.Definition = definition;
        if (machine.State == RecurringState.Ended)
        {
            Conclude(old, scheduler, now);
            return Define(definition);
        }

        machine.Holds = false;
        if (!sameTimes)
        {
            machine.ChangeTimes(definition.Recurrence, definition.Options, definition.Anchor);
            return old;
        }

        after.Decided = machine.Record.Decided;
        if (!same) facts.Target?.Invoke(new Fact { Recurrence = new RecurrenceStep { Id = old.Id, Defined = after } });
        machine.ChangeOptions(definition.Recurrence, definition.Options, definition.Anchor);
        return old;
    }

    /// <summary>Takes over what an earlier life had.</summary>
    public void Restore(JournalReplay replay)
    {
        _lastId = replay.Ledger.Recurrences.LastId;
        foreach ((long id, RecurrenceDefinition definition, RecurrenceRecord record) in replay.Recurrences)
            Restore(id, definition, record);
        foreach ((JobHandle job, _) in replay.Jobs)
        {
            if (_byId.TryGetValue(job.Settings.RecurrenceId, out DurableRecurrence? owner)) owner.Jobs.Add(job);
        }
    }

    /// <summary>A job of one of them has ended; <see cref="SettleEnds"/> follows in this turn.</summary>
    public void NoteExit(JobHandle job) => _ended.Enqueue(job);

    /// <summary>Submits what a recurrence has decided to start, and forgets it when nothing can come of it.</summary>
    public void Conclude(DurableRecurrence recurrence, SchedulerMachine scheduler, long now)
    {
        RecurrenceMachine machine = recurrence.Machine;
        Changed?.Invoke(recurrence);
        foreach (long time in machine.Starts)
        {
            JobHandle job = recurrence.Definition.CreateJob(time, recurrence.Id);
            Enlist?.Invoke(job);
            recurrence.Jobs.Add(job);
            scheduler.Submit(job, now);
            Submitted?.Invoke(job);
        }

        machine.Starts.Clear();
        if (!machine.Record.IsOver) return;
        _byId.Remove(recurrence.Id);
        if (_byName.GetValueOrDefault(recurrence.Definition.Name) == recurrence)
            _byName.Remove(recurrence.Definition.Name);
    }

    /// <summary>Tells recurrences of the ends of their jobs, until nothing follows from one any more.</summary>
    public void SettleEnds(SchedulerMachine scheduler, long now)
    {
        while (_ended.TryDequeue(out JobHandle? job))
        {
            if (!_byId.TryGetValue(job.Settings.RecurrenceId, out DurableRecurrence? owner) || !owner.Jobs.Remove(job))
                continue;
            owner.Note(job.CreateExit());
            owner.Machine.JobEnded();
            Conclude(owner, scheduler, now);
        }
    }

    /// <summary>Facts that stand for everything until now.</summary>
    public IEnumerable<Fact> Snapshot() => _byId.Values.Select(static one => new Fact
    {
        Recurrence = RecurrenceSteps.Snapshot(one.Id, one.Definition.Written!, one.Machine.Record),
    });

    private void Restore(long id, RecurrenceDefinition definition, RecurrenceRecord record)
    {
        DurableRecurrence? made = null;
        var machine = new RecurrenceMachine(
            definition.TimesAreKnown ? definition.Recurrence : null, definition.Options, definition.Anchor, record,
            fact => Write(id, made, fact)) { Holds = definition.Problem is not null };
        made = new DurableRecurrence(id, definition) { Machine = machine };
        Keep(made);
    }

    private DurableRecurrence Keep(DurableRecurrence made)
    {
        _byId.Add(made.Id, made);
        if (made.Machine.State != RecurringState.Ended) _byName[made.Definition.Name] = made;
        return made;
    }

    private void Write(long id, DurableRecurrence? recurrence, RecurrenceFact fact)
    {
        if (fact is not RecurrenceFact.Changed changed)
        {
            facts.Target?.Invoke(new Fact { Recurrence = RecurrenceSteps.Write(id, fact) });
            return;
        }

        RecurrenceDefined written = recurrence!.Definition.Written!;
        written.Decided = changed.Through;
        facts.Target?.Invoke(new Fact { Recurrence = new RecurrenceStep { Id = id, Defined = written } });
    }
}
