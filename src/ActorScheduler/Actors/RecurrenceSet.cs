namespace ActorScheduler.Actors;

/// <summary>The recurring jobs of one scheduler, by name. Thread-safe.</summary>
internal sealed class RecurrenceSet
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RecurrenceCore> _named = new(StringComparer.Ordinal);
    private readonly HashSet<RecurrenceCore> _all = [];
    private bool _closed;

    /// <summary>
    /// Makes the one that a program names, and keeps it until it leaves. When the scheduler has closed, it ends at
    /// once. On a durable scheduler it may be one that is in the store: its actor finds out.
    /// </summary>
    /// <exception cref="ArgumentException">There is one that the program has named so.</exception>
    public RecurrenceCore Add(SchedulerCore scheduler, RecurrenceDefinition definition)
    {
        lock (_gate)
        {
            string name = definition.Name;
            if (_named.TryGetValue(name, out RecurrenceCore? known) && known is { IsNamed: true, IsLeaving: false })
                throw new ArgumentException($"There is a recurring job '{name}' already.", nameof(definition));
            RecurrenceCore made = Keep(new RecurrenceCore(scheduler, definition) { IsNamed = true });
            if (scheduler.Options.Durable) made.Tell(new RecurrenceMessage.Define(definition));
            else if (_closed) made.Tell(new RecurrenceMessage.End());
            return made;
        }
    }

    /// <summary>
    /// Makes the one that was in the store; null when the program has named it by now, and has told the actor so.
    /// </summary>
    public RecurrenceCore? AddRestored(SchedulerCore scheduler, RecurrenceDefinition definition)
    {
        lock (_gate)
        {
            return _named.ContainsKey(definition.Name) ? null : Keep(new RecurrenceCore(scheduler, definition));
        }
    }

    /// <summary>Those that have not ended, by name.</summary>
    public IReadOnlyList<RecurringJob> List()
    {
        lock (_gate)
        {
            return
            [
                .. _named.Values.Where(static core => !core.IsLeaving)
                    .OrderBy(static core => core.Name, StringComparer.Ordinal)
                    .Select(static core => new RecurringJob(core)),
            ];
        }
    }

    /// <summary>The one of a name that has not ended.</summary>
    public RecurringJob? Find(string name)
    {
        lock (_gate)
        {
            bool isThere = _named.TryGetValue(name, out RecurrenceCore? core) && !core.IsLeaving;
            return isThere ? new RecurringJob(core!) : null;
        }
    }

    public void Remove(RecurrenceCore core)
    {
        lock (_gate)
        {
            _all.Remove(core);
            if (_named.GetValueOrDefault(core.Name) == core) _named.Remove(core.Name);
        }
    }

    /// <summary>The scheduler takes no more jobs: all end. A durable one's go on in its next life.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (RecurrenceCore core in _all)
            {
                if (!core.Scheduler.Options.Durable) core.Tell(new RecurrenceMessage.End());
            }
        }
    }

    /// <summary>Nothing is left of the scheduler in this process.</summary>
    public void LeaveAll()
    {
        RecurrenceCore[] all;
        lock (_gate) all = [.. _all];
        foreach (RecurrenceCore core in all) core.Leave();
    }

    private RecurrenceCore Keep(RecurrenceCore made)
    {
        _all.Add(made);
        return _named[made.Name] = made;
    }
}
