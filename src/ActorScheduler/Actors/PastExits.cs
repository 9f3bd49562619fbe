using ActorScheduler.Runtime;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;
using ActorScheduler.Store.Letters;
using Google.Protobuf;

namespace ActorScheduler.Actors;

/// <summary>
/// Letters that were read, and the exits of the jobs that those in them run after: such a job may have ended before.
/// </summary>
/// <param name="Letters">The letters; one that is none has null and the reason.</param>
/// <param name="Exits">What was looked up; null for a job of which no exit is kept.</param>
internal sealed record PastExits(
    IReadOnlyList<(InboxRow Row, SchedulerLetter? Letter, string? Why)> Letters,
    IReadOnlyDictionary<JobId, ExitRecord?> Exits)
{
    /// <summary>Reads letters.</summary>
    public static PastExits Of(IReadOnlyList<InboxRow> rows) =>
        new([.. rows.Select(Parse)], new Dictionary<JobId, ExitRecord?>());

    /// <summary>The jobs that others run after, that are not here and were not looked up yet.</summary>
    public IReadOnlyList<JobId> Missing(Func<JobId, bool> isHere) =>
    [
        .. Letters.SelectMany(static l => l.Letter?.Submit?.Settings?.After ?? []).Select(SettingsCodec.ReadName)
            .Distinct().Where(job => !isHere(job) && !Exits.ContainsKey(job)),
    ];

    /// <summary>Looks jobs up.</summary>
    /// <exception cref="StoreException">The store cannot be read now.</exception>
    public async ValueTask<PastExits> WithAsync(
        IReadOnlyList<JobId> jobs, IStore store, string journal, CancellationToken cancellationToken)
    {
        var exits = new Dictionary<JobId, ExitRecord?>(Exits);
        foreach (JobId job in jobs) exits[job] = await FindAsync(job).ConfigureAwait(false);

        return this with { Exits = exits };

        // One that cannot be read is none: else it would keep all letters from being read.
        async ValueTask<ExitRecord?> FindAsync(JobId job)
        {
            try
            {
                KeptExit? kept = await store.FindExitAsync(journal, job, cancellationToken).ConfigureAwait(false);
                return kept is null ? null : ExitCodec.Parse(kept);
            }
            catch (StoreException e) when (e.Error == StoreError.Damaged)
            {
                return null;
            }
        }
    }

    private static (InboxRow, SchedulerLetter?, string?) Parse(InboxRow row)
    {
        if (row.Why is { } damage) return (row, null, damage);
        try
        {
            return (row, SchedulerLetter.Parser.ParseFrom(row.Content.Span), null);
        }
        catch (InvalidProtocolBufferException e)
        {
            return (row, null, $"It is no letter: {e.Message}");
        }
    }
}

/// <summary>Has exits looked up when everything that was decided so far is in the store.</summary>
internal sealed class ExitLookUp(SchedulerActor actor, IStore store, PastExits letters, IReadOnlyList<JobId> jobs)
    : PendingAnswer
{
    public override void Deliver() => actor.ActorContext.Run(
        cancellation => letters.WithAsync(jobs, store, actor.Core.Name, cancellation),
        static outcome => new SchedulerMessage(SchedulerMessageKind.LettersPrepared, outcome));

    public override void Withhold()
    {
        // They are read again in the next life.
    }
}
