using ActorScheduler.Machines;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Store;

/// <summary>What a recurrence decides, as it is written down.</summary>
internal static class RecurrenceSteps
{
    public static RecurrenceStep Write(long id, RecurrenceFact fact)
    {
        var step = new RecurrenceStep { Id = id };
        switch (fact)
        {
            case RecurrenceFact.TimesDue due:
                step.TimesDue = new TimesDue { Through = due.Through, Missed = due.Missed, Skipped = due.Skipped };
                step.TimesDue.Started.AddRange(due.Started);
                step.TimesDue.Queued.AddRange(due.Queued);
                break;
            case RecurrenceFact.JobEnded: step.JobEnded = true; break;
            case RecurrenceFact.NextStarted: step.NextStarted = true; break;
            case RecurrenceFact.Paused: step.Paused = true; break;
            case RecurrenceFact.Resumed resumed: step.Resumed = resumed.Through; break;
            case RecurrenceFact.Ended: step.Ended = true; break;
            default: throw new InvariantException($"Fact {fact} has no form.");
        }

        return step;
    }

    /// <summary>The fact of a step; null when it is a definition, or of a newer release, which only adds.</summary>
    public static RecurrenceFact? Read(RecurrenceStep step) => step.WhatCase switch
    {
        RecurrenceStep.WhatOneofCase.TimesDue => new RecurrenceFact.TimesDue(
            step.TimesDue.Through, step.TimesDue.Started, step.TimesDue.Queued, step.TimesDue.Missed,
            step.TimesDue.Skipped),
        RecurrenceStep.WhatOneofCase.JobEnded => new RecurrenceFact.JobEnded(),
        RecurrenceStep.WhatOneofCase.NextStarted => new RecurrenceFact.NextStarted(),
        RecurrenceStep.WhatOneofCase.Paused => new RecurrenceFact.Paused(),
        RecurrenceStep.WhatOneofCase.Resumed => new RecurrenceFact.Resumed(step.Resumed),
        RecurrenceStep.WhatOneofCase.Ended => new RecurrenceFact.Ended(),
        _ => null,
    };

    /// <summary>One step that stands for all until now.</summary>
    public static RecurrenceStep Snapshot(long id, RecurrenceDefined written, RecurrenceRecord record)
    {
        RecurrenceDefined defined = written.Clone();
        defined.Decided = record.Decided;
        defined.Progress = new RecurrenceProgress
        {
            State = (int)record.State,
            Fired = record.Fired,
            Missed = record.Missed,
            Skipped = record.Skipped,
            Outstanding = record.Outstanding,
        };
        if (record.LastFireTime is { } last) defined.Progress.LastFireTime = last;
        defined.Progress.Queue.AddRange(record.Queue);
        return new RecurrenceStep { Id = id, Defined = defined };
    }

    /// <summary>What a definition says of the time before it: nothing, or everything.</summary>
    public static RecurrenceRecord ReadRecord(RecurrenceDefined defined)
    {
        var record = new RecurrenceRecord(defined.Decided);
        if (defined.Progress is { } past)
        {
            record.Restore(
                (RecurringState)past.State, past.HasLastFireTime ? past.LastFireTime : null, past.Fired, past.Missed,
                past.Skipped, past.Outstanding, past.Queue);
        }

        return record;
    }
}
