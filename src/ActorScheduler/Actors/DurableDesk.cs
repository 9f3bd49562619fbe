using ActorScheduler.Machines;
using ActorScheduler.Runtime;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Actors;

/// <summary>
/// Knows a durable scheduler's jobs by their ids: those that live, those whose exits are kept, those that were set
/// aside. A job that comes with the id of one of them is not run; its handle follows the other. Belongs to the actor.
/// </summary>
internal sealed class DurableDesk(SchedulerActor actor, SchedulerMachine machine, FactWriter facts, IStore store)
{
    private readonly SchedulerCore _core = actor.Core;
    private readonly Dictionary<JobId, List<JobHandle>> _followers = [];
    private readonly Dictionary<JobHandle, JobHandle> _leaders = [];
    private readonly HashSet<JobHandle> _recalled = [];
    private readonly Dictionary<JobId, JobHandle> _undecided = [];      // released, and not accepted yet

    /// <summary>The job that a handle stands for: itself, or the one that it follows.</summary>
    public JobHandle LeaderOf(JobHandle job) => _leaders.GetValueOrDefault(job, job);

    /// <summary>A job comes in; true when its id is known, so that it is not a new one.</summary>
    public bool TakesOver(JobHandle job)
    {
        if (((JobReference)job).Extras?.Origin is null or 0) return false;      // it has an id of its own
        if (facts.Live.TryGetValue(job.Id, out JobHandle? leader))
        {
            if (!RefusesOther(job, ExitCodec.KindOf(leader))) Follow(job, leader);
            return true;
        }

        if (facts.Quarantined.TryGetValue(job.Id, out JobAccepted? aside))
        {
            SettleAs(job, JournalReplay.RecordOf(aside));
            return true;
        }

        if (job.Settings.Key is null || !facts.Shelf.HasKey(job.Id, _core.Host.Now)) return false;
        _recalled.Add(job);
        Recall(job.Id, new ExitRecall(job));
        return true;
    }

    /// <summary>
    /// True for a job of which the store is asked whether it has ended: it is canceled when it turns out to be a new
    /// one, and has ended as it did when it is not.
    /// </summary>
    public bool PutsOffCancel(JobHandle job, string? reason)
    {
        if (!_recalled.Contains(job)) return false;
        machine.MarkCanceled(job, reason);
        return true;
    }

    /// <summary>Gives the handle of a job; null when nothing is known of it.</summary>
    public void Find(JobId id, TaskCompletionSource<JobHandle?> answer)
    {
        if (facts.Live.TryGetValue(id, out JobHandle? live)) Answer(answer, live);
        else if (facts.Quarantined.TryGetValue(id, out JobAccepted? aside))
            Answer(answer, Recreate(id, JournalReplay.RecordOf(aside)));
        else Recall(id, new ExitRecall(id, answer));
    }

    /// <summary>The store has looked for an exit.</summary>
    public void Found(Outcome<KeptExit?> outcome, ExitRecall recall)
    {
        ExitRecord? record = null;
        StoreException? failure = outcome.Exception is { } thrown ? AsStoreFailure(thrown) : null;
        try
        {
            if (outcome.Value is { } kept) record = ExitCodec.Parse(kept);
        }
        catch (StoreException e)
        {
            failure = e;
        }

        if (recall.Answer is { } answer) Give(answer, recall.Id, record, failure);
        else if (_recalled.Remove(recall.Job!))
        {
            Give(recall.Job!, record, failure);
            machine.GoOn(_core.Host.Now);
        }
    }

    /// <summary>Lets a job that was set aside run again; gives its handle, or null when it is not set aside.</summary>
    public void Release(JobId id, TaskCompletionSource<JobHandle?>? answer)
    {
        if (!facts.Quarantined.TryGetValue(id, out JobAccepted? aside))
        {
            if (answer is not null) Answer(answer, null);
            return;
        }

        JobHandle job = SubmitAgain(id, aside);
        if (answer is not null) Answer(answer, job);
    }

    /// <summary>Drops a job that was set aside; tells whether it was.</summary>
    public void Discard(JobId id, TaskCompletionSource<bool>? answer)
    {
        bool done = facts.Release(id) is not null;
        if (answer is not null) Answer(answer, done);
    }

    /// <summary>The jobs that were set aside.</summary>
    public void ListQuarantined(TaskCompletionSource<IReadOnlyList<QuarantinedJob>> answer) =>
        Answer(answer, [.. facts.Quarantined.Values.Select(JournalReplay.Describe)]);

    /// <summary>
    /// The scheduler has ended: what its jobs come to, this life does not learn. A job that the store was still asked
    /// about was not taken.
    /// </summary>
    /// <param name="reason">Why such a job, and one that follows such a job, is refused.</param>
    public void LetGo(RejectReason reason)
    {
        // Not by the machine: of one that came by letter it would keep the refusal, in place of the exit asked for.
        foreach (JobHandle job in _recalled) ((JobReference)job).Extra.Rejection = reason;
        foreach (JobHandle job in _leaders.Keys.Concat(_recalled))
        {
            job.CurrentState = SchedulerMachine.EndOfAbandoned(job);
            job.ExitedAt = _core.Host.Now;
            if (job.ScheduledAt == 0) job.ScheduledAt = job.ExitedAt;
            machine.Effects.Add(EffectKind.ReportExit, job);
        }

        _leaders.Clear();
        _followers.Clear();
        _recalled.Clear();
        facts.Ended = null;
    }

    // It is set aside until it is accepted. Between, while a lender is asked for a permit, it is asked for once.
    private JobHandle SubmitAgain(JobId id, JobAccepted aside)
    {
        if (_undecided.TryGetValue(id, out JobHandle? known) && !JobLifecycle.IsFinal(known.CurrentState)) return known;
        JobHandle job = JournalReplay.CreateAgain(_core, aside, other => facts.Live.GetValueOrDefault(other));
        machine.Submit(job, _core.Host.Now);
        if (job.Has(JobFlags.Accepted) || JobLifecycle.IsFinal(job.CurrentState)) _undecided.Remove(id);
        else _undecided[id] = job;
        return job;
    }

    private void Follow(JobHandle job, JobHandle leader)
    {
        if (job.IsByLetter) return;     // nobody has its handle
        if (job.Has(JobFlags.CancelRequested))
        {
            machine.Submit(job, _core.Host.Now);        // its submitter gave up before: it is canceled as it comes
            return;
        }

        if (!_followers.TryGetValue(leader.Id, out List<JobHandle>? followers))
            _followers.Add(leader.Id, followers = []);
        followers.Add(job);
        _leaders.Add(job, leader);
        facts.Ended = LeaderEnded;
        job.Flags |= JobFlags.Accepted;
        facts.Followed?.Invoke(job, leader);
        machine.Effects.Add(EffectKind.ReportAccepted, job);
    }

    private void LeaderEnded(JobHandle leader, ExitRecord record)
    {
        if (!_followers.Remove(leader.Id, out List<JobHandle>? followers)) return;
        foreach (JobHandle job in followers)
        {
            _leaders.Remove(job);
            SettleAs(job, record);
        }

        if (_followers.Count == 0) facts.Ended = null;
    }

    private void SettleAs(JobHandle job, ExitRecord record)
    {
        if (RefusesOther(job, ExitCodec.KindOf(record))) return;
        job.TakeExit(record);
        machine.NoteEnd(job);
        machine.Effects.Add(EffectKind.ReportAccepted, job);
        machine.Effects.Add(EffectKind.ReportExit, job);
    }

    // A key names one piece of work: under another kind it is a mistake, and the result would be of another type.
    private bool RefusesOther(JobHandle job, string kind)
    {
        if (ExitCodec.KindOf(job) == kind) return false;
        machine.Refuse(job, new RejectReason.KeyTaken(job.Id, kind), _core.Host.Now);
        return true;
    }

    // Behind the facts that were decided until now: among them may be the exit.
    private void Recall(JobId id, ExitRecall recall) => machine.Effects.Add(
        EffectKind.Answer, new PendingRecall(recall, () => actor.ActorContext.Run(
            cancellation => new ValueTask<KeptExit?>(store.FindExitAsync(_core.Name, id, cancellation)),
            outcome => new SchedulerMessage(SchedulerMessageKind.ExitFound, new SchedulerCommand(recall, outcome)))));

    private void Give(JobHandle job, ExitRecord? record, StoreException? failure)
    {
        if (record is not null) SettleAs(job, record);
        else if (failure is not null)
            machine.Refuse(job, new RejectReason.StoreUnavailable(failure.Message), _core.Host.Now);
        else if (!TakesOver(job)) machine.Submit(job, _core.Host.Now);     // it was dropped meanwhile
    }

    private void Give(
        TaskCompletionSource<JobHandle?> answer, JobId id, ExitRecord? record, StoreException? failure)
    {
        if (failure is not null) answer.TrySetException(failure);
        else if (record is not null) Answer(answer, Recreate(id, record));
        else if (facts.Live.TryGetValue(id, out JobHandle? live)) Answer(answer, live);     // it has come meanwhile
        else Answer(answer, null);
    }

    private JobHandle Recreate(JobId id, ExitRecord record)
    {
        JobHandle job = JournalReplay.CreateEnded(_core, id, record);
        job.TakeExit(record);
        machine.Effects.Add(EffectKind.ReportExit, job);
        return job;
    }

    private void Answer<T>(TaskCompletionSource<T> to, T value) =>
        machine.Effects.Add(EffectKind.Answer, new PendingAnswer<T>(to, value));

    private static StoreException AsStoreFailure(Exception thrown) =>
        thrown as StoreException ?? new StoreException(StoreError.Unavailable, thrown.Message, thrown);
}
