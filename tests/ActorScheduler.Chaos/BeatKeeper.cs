namespace ActorScheduler.Chaos;

/// <summary>Begins the recurring jobs, and ends them in the last life.</summary>
internal static class BeatKeeper
{
    /// <summary>Every other life names them anew, which changes nothing; the others go on with what they find.</summary>
    public static async Task BeginAsync(Scheduler scheduler, int life)
    {
        foreach (Beat beat in Beat.All)
        {
            bool isThere = await scheduler.FindRecurringJobAsync(beat.Name).ConfigureAwait(false) is not null;
            if (isThere && life % 2 == 0) continue;
            scheduler.ScheduleRecurring(beat.Name, beat.Recurrence, new ChaosBeat(beat.Number), beat.Options);
        }
    }

    /// <summary>Ends them, waits for their jobs, and writes what they have counted.</summary>
    public static async Task EndAsync(Scheduler scheduler, NoteLog beats, int life)
    {
        foreach (Beat beat in Beat.All)
        {
            RecurringJob job = await scheduler.FindRecurringJobAsync(beat.Name).ConfigureAwait(false)
                ?? throw new InvalidOperationException($"Recurring job '{beat.Name}' is gone.");
            job.Cancel();
            await job.WaitForEndAsync().ConfigureAwait(false);
            RecurringStatus status = job.Status;
            beats.Write(new Note(
                NoteKind.BeatsEnded, beat.Number, Copy: 0, life,
                After: (int)(status.Missed + status.Skipped), Detail: (int)status.Fired));
        }
    }
}
