using ActorScheduler.Runtime;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Actors;

/// <summary>What recurs, when and how. Unchanged once a scheduler has it.</summary>
internal sealed class RecurrenceDefinition
{
    public required string Name { get; init; }

    /// <summary>When it fires; when <see cref="TimesAreKnown"/> is false, only how that is called.</summary>
    public required Recurrence Recurrence { get; init; }

    public required RecurringOptions Options { get; init; }

    /// <summary>Makes a job of it. Runs no user's code.</summary>
    public required Func<JobOptions, JobHandle> Create { get; init; }

    /// <summary>Where a period without a start is counted from, in ticks of UTC.</summary>
    public required long Anchor { get; set; }

    /// <summary>As it is written down; null on a scheduler that is not durable.</summary>
    public RecurrenceDefined? Written { get; init; }

    /// <summary>Why this process cannot have its jobs; null when it can.</summary>
    public string? Problem { get; init; }

    /// <summary>False when this process cannot tell its fire times.</summary>
    public bool TimesAreKnown { get; init; } = true;

    /// <summary>A job for a fire time, of the durable recurring job of that number; 0 for none.</summary>
    public JobHandle CreateJob(long time, long id) => Create(Options.Job with
    {
        Name = Options.Job.Name ?? Name,
        FireTime = NodeClock.ToTime(time),
        RecurrenceId = id,
    });
}
