using ActorScheduler.Machines;

namespace ActorScheduler.Actors;

/// <summary>
/// What becomes of that which a durable scheduler has decided and which is not known to be in its store when its actor
/// is gone. A job that may be there is lost: perhaps a later life runs it. So is one that came by letter, which is read
/// again. One that is known not to be there was never accepted, and is refused.
/// </summary>
/// <param name="reason">Why jobs are refused.</param>
/// <param name="runner">Carries out what is owed.</param>
internal sealed class JournalLoss(RejectReason reason, EffectRunner runner)
{
    /// <summary>Settles what has ended in turns that were not written, and marks the jobs that are refused.</summary>
    /// <param name="batches">What was decided, in order, and whether each is known not to be in the store.</param>
    /// <param name="ofTurn">What the turn that failed had decided. It is not carried out here.</param>
    public void Take(IReadOnlyList<(JournalBatch Batch, bool IsNotThere)> batches, EffectBuffer ofTurn)
    {
        foreach ((JournalBatch batch, bool isNotThere) in batches)
        {
            if (isNotThere) Refuse(batch);
        }

        // Only then: a job may have been accepted in one batch and ended in another.
        foreach ((JournalBatch batch, _) in batches) TakeBack(batch.Effects);
        TakeBack(ofTurn);
        foreach ((JournalBatch batch, _) in batches)
        {
            foreach (JobHandle job in batch.Accepted) job.Flags &= ~JobFlags.Accepted;
            foreach ((JobHandle job, _) in batch.Followers) job.Flags &= ~JobFlags.Accepted;
        }

        foreach ((JournalBatch batch, _) in batches) runner.RunReports(batch.Effects);
    }

    private void Refuse(JournalBatch batch)
    {
        foreach (JobHandle job in batch.Accepted)
        {
            if (!job.IsByLetter) ((JobReference)job).Extra.Rejection = reason;
        }

        foreach ((JobHandle job, JobHandle leader) in batch.Followers)
        {
            if (SchedulerMachine.EndOfAbandoned(leader) == JobState.Rejected)
                ((JobReference)job).Extra.Rejection = reason;
        }
    }

    private static void TakeBack(EffectBuffer effects)
    {
        foreach (ref readonly Effect effect in effects.Span)
        {
            if (effect is { Kind: EffectKind.ReportExit, Target: JobHandle job } && IsOpen(job))
                job.CurrentState = SchedulerMachine.EndOfAbandoned(job);
            else if (effect is { Kind: EffectKind.Answer, Target: PendingAnswer answer }) answer.Withhold();
            else if (effect is { Kind: EffectKind.ShowRecurrence, Target: RecurrenceNews news }) news.Withhold();
        }
    }

    // What was refused, or canceled before it was taken, has ended without the store.
    private static bool IsOpen(JobHandle job) =>
        job.CurrentState != JobState.Rejected && (job.Has(JobFlags.Accepted) || job.Has(JobFlags.Barrier));
}
