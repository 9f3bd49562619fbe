using ActorScheduler.Handlers;
using ActorScheduler.Machines;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Actors;

/// <summary>An earlier life of a durable scheduler, read back: its jobs have handles and wait to be restored.</summary>
internal sealed partial class JournalReplay
{
    private readonly Dictionary<JobId, JobHandle> _byId = [];

    private JournalReplay(JournalHead head, Ledger ledger)
    {
        Head = head;
        Ledger = ledger;
    }

    public JournalHead Head { get; }

    public Ledger Ledger { get; }

    /// <summary>The jobs in the order in which they are restored.</summary>
    public List<(JobHandle Job, RestoredJob Past)> Jobs { get; } = [];

    /// <summary>The recurring jobs, by the number of each.</summary>
    public List<(long Id, RecurrenceDefinition Definition, RecurrenceRecord Record)> Recurrences { get; } = [];

    /// <summary>
    /// Takes the journal over, reads it, and ends what is left of the earlier life's processes, in this order: from the
    /// first on its owner of then can decide nothing more. Runs outside of any turn.
    /// </summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public static async ValueTask<JournalReplay> ReadAsync(
        SchedulerCore core, IStore store, CancellationToken cancellationToken)
    {
        JournalHead head = await store.OpenAsync(core.Name, above: 0, cancellationToken).ConfigureAwait(false);
        var ledger = new Ledger();
        await foreach (JournalPiece piece in store.ReadAsync(core.Name, cancellationToken).ConfigureAwait(false))
            ledger.Apply(piece.Facts);
        await LostAttempts.StopAsync(core, ledger, cancellationToken).ConfigureAwait(false);
        return Of(core, core.Node.Handlers, head, ledger);
    }

    /// <summary>Makes handles of the jobs in a ledger.</summary>
    public static JournalReplay Of(SchedulerIdentity owner, HandlerTable handlers, JournalHead head, Ledger ledger)
    {
        var replay = new JournalReplay(head, ledger);
        foreach (JobAccepted job in ledger.Jobs.Values.OrderBy(static j => j.Epoch).ThenBy(static j => j.Order))
            replay.Add(owner, handlers, job);
        foreach ((long id, RecurrenceLedger.Entry one) in ledger.Recurrences.Entries)
            replay.Recurrences.Add((id, RecurrenceCodec.Read(one.Written, handlers), one.Record));
        return replay;
    }

    /// <summary>Hands everything to the scheduler's new life.</summary>
    /// <param name="machine">The scheduler.</param>
    /// <param name="facts">Writes its facts.</param>
    /// <param name="newBarrier">Makes a barrier that stood between jobs.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancel">Why the jobs are canceled before any starts; null when they go on.</param>
    public void RestoreTo(
        SchedulerMachine machine, FactWriter facts, Func<JobReference> newBarrier, long now, string? cancel = null)
    {
        facts.Restore(Ledger);
        foreach ((JobHandle job, _) in Jobs) facts.Restore(job);
        foreach ((JobHandle job, RestoredJob past) in Jobs) machine.Restore(job, past, newBarrier, now);
        if (cancel is not null) machine.CancelAll(cancel, now);
        machine.FinishRestore(Ledger.LastOrder, Ledger.LastEpoch, newBarrier, now);
    }

    /// <summary>The kinds that this node has no handler for, with how many jobs wait for one that has.</summary>
    public IEnumerable<KeyValuePair<string, int>> CountMissingKinds() => Jobs
        .Select(static restored => ((JobReference)restored.Job).Extras?.MissingKind)
        .OfType<string>()
        .CountBy(static kind => kind, StringComparer.Ordinal);

    private void Add(SchedulerIdentity owner, HandlerTable handlers, JobAccepted accepted)
    {
        JobHandle job = Create(owner, handlers, accepted, id => _byId.GetValueOrDefault(id));
        JobProgress progress = accepted.Progress ?? new JobProgress();
        _byId.Add(job.Id, job);
        Jobs.Add((job, new RestoredJob
        {
            Order = accepted.Order,
            Epoch = accepted.Epoch,
            ScheduledAt = accepted.ScheduledAt,
            Attempt = progress.Attempt,
            LostAttempts = progress.LostAttempts,
            Deaths = progress.Deaths,
            StartedAt = progress.StartedAt,
            DelayedUntil = progress.DelayedUntil,
            WasRunning = progress.Running,
            CancelRequested = progress.CancelRequested,
            CancelReasons = [.. progress.CancelReasons],
        }));
    }

    private static JobHandle Create(
        SchedulerIdentity owner, HandlerTable handlers, JobAccepted accepted, Func<JobId, JobReference?> find)
    {
        JobOptions options = SettingsCodec.Read(accepted.Settings, find);
        JobHandle job = accepted.WorkCase == JobAccepted.WorkOneofCase.Process
            ? new ProcessHandle(ProcessCodec.Read(accepted.Process), options)
            : CreateNamed(handlers, accepted.Named, options);
        Name(job, owner, accepted.Origin, accepted.Sequence);
        if (accepted.Progress is { } progress) job.Checkpoint = progress.Checkpoint.ToByteArray();
        return job;
    }
}
