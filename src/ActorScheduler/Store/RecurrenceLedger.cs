using ActorScheduler.Machines;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Store;

/// <summary>
/// What a journal says of a scheduler's recurring jobs: those that have not ended, and those of whose jobs one has not.
/// </summary>
internal sealed class RecurrenceLedger
{
    private readonly Dictionary<long, Entry> _entries = [];

    /// <summary>Each by its number.</summary>
    public IReadOnlyDictionary<long, Entry> Entries => _entries;

    /// <summary>The last number that is known to have been given.</summary>
    public long LastId { get; private set; }

    /// <summary>Takes a step.</summary>
    /// <exception cref="StoreException">It is of a recurring job that there is none of.</exception>
    public void Apply(RecurrenceStep step)
    {
        LastId = Math.Max(LastId, step.Id);
        _entries.TryGetValue(step.Id, out Entry? entry);
        if (step.Defined is { } defined)
        {
            if (entry is null) _entries.Add(step.Id, entry = new Entry(defined, RecurrenceSteps.ReadRecord(defined)));
            else Redefine(step.Id, entry, defined);
        }
        else if (entry is null)
        {
            throw new StoreException(
                StoreError.Damaged, $"A journal tells of a recurring job {step.Id} that it has not.");
        }
        else if (RecurrenceSteps.Read(step) is { } fact)
        {
            entry.Record.Apply(fact);
        }

        if (entry.Record.IsOver) _entries.Remove(step.Id);
    }

    private void Redefine(long id, Entry entry, RecurrenceDefined defined)
    {
        entry.Record.Apply(new RecurrenceFact.Changed(defined.Decided));
        _entries[id] = entry with { Written = defined };
    }

    /// <summary>A recurring job as it was last defined, and what has become of it since.</summary>
    internal sealed record Entry(RecurrenceDefined Written, RecurrenceRecord Record);
}
