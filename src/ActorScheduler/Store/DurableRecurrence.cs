using ActorScheduler.Actors;
using ActorScheduler.Machines;

namespace ActorScheduler.Store;

/// <summary>A recurring job of a durable scheduler. Belongs to the scheduler's actor.</summary>
internal sealed class DurableRecurrence(long id, RecurrenceDefinition definition)
{
    private JobExit[] _lastExits = [];

    /// <summary>Its number: no two that a journal has at one time share one.</summary>
    public long Id => id;

    public RecurrenceDefinition Definition { get; set; } = definition;

    public required RecurrenceMachine Machine { get; init; }

    /// <summary>Its jobs that have not ended.</summary>
    public HashSet<JobHandle> Jobs { get; } = [];

    /// <summary>
    /// What its handles share: that of those who found it in the store, and that of the program that named it.
    /// </summary>
    public List<RecurrenceCore> Cores { get; } = [];

    /// <summary>How its latest jobs in this process ended.</summary>
    public IReadOnlyList<JobExit> LastExits => _lastExits;

    public void Note(JobExit exit) => _lastExits = RecurrenceCore.AddExit(_lastExits, exit);
}
