namespace ActorScheduler.Actors;

/// <summary>The recurring jobs of one scheduler, by name. Thread-safe.</summary>
internal sealed class RecurrenceSet
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RecurrenceCore> _named = new(StringComparer.Ordinal);
    private bool _closed;

    /// <summary>Makes one and keeps it until it leaves. When the scheduler has closed, it ends at once.</summary>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public RecurrenceCore Add(string name, Func<RecurrenceCore> create)
    {
        lock (_gate)
        {
            if (_named.TryGetValue(name, out RecurrenceCore? known) && known.Status.State != RecurringState.Ended)
                throw new ArgumentException($"There is a recurring job '{name}' already.", nameof(name));
            RecurrenceCore made = create();
            _named[name] = made;
            if (_closed) made.Tell(new RecurrenceMessage.End());
            return made;
        }
    }

    public void Remove(RecurrenceCore core)
    {
        lock (_gate)
        {
            if (_named.GetValueOrDefault(core.Name) == core) _named.Remove(core.Name);
        }
    }

    /// <summary>The scheduler takes no more jobs: all end.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (RecurrenceCore core in _named.Values) core.Tell(new RecurrenceMessage.End());
        }
    }
}
