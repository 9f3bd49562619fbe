using ActorScheduler.Actors;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;
using ActorScheduler.Store.Letters;
using Google.Protobuf;

namespace ActorScheduler.Client;

/// <summary>
/// What a store says of one scheduler, whether anybody runs it or not; nothing is taken over. What has changed while it
/// was read may be in it or not, but a job that was there is found.
/// </summary>
internal sealed class SchedulerView
{
    /// <summary>Letters that are looked at: more wait only where nobody has run the scheduler for long.</summary>
    public const int MostLetters = 100_000;

    private readonly IStore _store;
    private Dictionary<JobId, JobAccepted>? _byId;

    private SchedulerView(IStore store, string name) => (_store, Name) = (store, name);

    public string Name { get; }

    /// <summary>True when a scheduler of this name was ever opened in the store.</summary>
    public bool IsOpened { get; private init; }

    public Ledger Ledger { get; } = new();

    /// <summary>Letters that it has not read.</summary>
    public required IReadOnlyList<InboxRow> Letters { get; init; }

    /// <summary>Letters that it could not understand.</summary>
    public required IReadOnlyList<InboxRow> SetAside { get; init; }

    /// <summary>The names of all schedulers that have a journal or letters, in order.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(IStore store, CancellationToken cancellationToken)
    {
        string prefix = SchedulerInbox.AddressOf("");
        IReadOnlyList<InboxHead> inboxes = await store.ListInboxesAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<JournalHead> journals = await store.ListAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. inboxes.Where(inbox => inbox.Address.StartsWith(prefix, StringComparison.Ordinal))
                .Select(inbox => inbox.Address[prefix.Length..])
                .Concat(journals.Select(static journal => journal.Journal))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Reads one: its letters first, so that one that is read meanwhile is found in the journal.</summary>
    /// <exception cref="StoreException">It is damaged, or cannot be read.</exception>
    public static async Task<SchedulerView> ReadAsync(
        IStore store, string name, CancellationToken cancellationToken)
    {
        string address = SchedulerInbox.AddressOf(name);
        IReadOnlyList<InboxRow> letters =
            await store.ReadInboxAsync(address, MostLetters, setAside: false, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<InboxRow> aside =
            await store.ReadInboxAsync(address, MostLetters, setAside: true, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<JournalHead> journals = await store.ListAsync(cancellationToken).ConfigureAwait(false);
        var view = new SchedulerView(store, name)
        {
            IsOpened = journals.Any(journal => journal.Journal == name),
            Letters = letters,
            SetAside = aside,
        };
        await foreach (JournalPiece piece in store.ReadAsync(name, cancellationToken).ConfigureAwait(false))
            view.Ledger.Apply(piece.Facts);
        return view;
    }

    /// <summary>The jobs that have not ended, those that were set aside, and those that are still in letters.</summary>
    public IEnumerable<JobView> Jobs()
    {
        foreach (JobAccepted job in Ledger.Jobs.Values.OrderBy(static j => j.Order)) yield return JobView.Of(Name, job);
        foreach (JobAccepted job in Ledger.Quarantined.Values) yield return JobView.Of(Name, job);
        foreach (InboxRow row in Letters)
        {
            if (SubmitOf(row) is not { } letter) continue;
            var id = new JobId(letter.Origin, letter.Sequence);
            if (!ById.ContainsKey(id)) yield return InLetter(id, letter);
        }
    }

    /// <summary>Finds a job.</summary>
    /// <exception cref="StoreException">Its exit is damaged, or cannot be read.</exception>
    public async Task<JobView> FindAsync(JobId id, CancellationToken cancellationToken)
    {
        if (ById.TryGetValue(id, out JobAccepted? accepted)) return JobView.Of(Name, accepted);
        KeptExit? kept = await _store.FindExitAsync(Name, id, cancellationToken).ConfigureAwait(false);
        if (kept is not null) return JobView.Of(Name, id, ExitCodec.Parse(kept));
        SubmitLetter? letter = Letters.Select(SubmitOf).FirstOrDefault(l => IsOf(l, id));
        if (letter is not null) return InLetter(id, letter);
        return FindRefused(Name, id, SetAside) ?? new JobView { Scheduler = Name, Id = id };
    }

    /// <summary>Finds a job in letters that were set aside.</summary>
    public static JobView? FindRefused(string scheduler, JobId id, IReadOnlyList<InboxRow> aside)
    {
        InboxRow? row = aside.FirstOrDefault(r => IsOf(SubmitOf(r), id));
        return row is null ? null : new JobView
        {
            Scheduler = scheduler,
            Id = id,
            Place = JobPlace.Refused,
            Letter = SubmitOf(row),
            Why = row.Why,
        };
    }

    /// <summary>How many jobs that have not ended stand before the barrier that a job stands behind.</summary>
    public int CountBeforeBarrier(JobView job) => job is { Place: JobPlace.Live, Accepted: { } accepted }
        ? Ledger.Jobs.Values.Count(other => other.Epoch < accepted.Epoch)
        : 0;

    /// <summary>The jobs that have not ended of those that a job runs after.</summary>
    public IReadOnlyList<JobView> PendingBefore(JobView job) =>
    [
        .. (job.Accepted?.Settings?.After ?? []).Select(SettingsCodec.ReadName)
            .Where(id => ById.GetValueOrDefault(id)?.Progress?.Exited is null && ById.ContainsKey(id))
            .Select(id => JobView.Of(Name, ById[id])),
    ];

    /// <summary>How many exits are kept.</summary>
    public int KeptExits => Ledger.Segments.Sum(static segment => segment.Count);

    private Dictionary<JobId, JobAccepted> ById => _byId ??= Ledger.Quarantined.Values.Concat(Ledger.Jobs.Values)
        .GroupBy(static job => new JobId(job.Origin, job.Sequence))
        .ToDictionary(static jobs => jobs.Key, static jobs => jobs.Last());

    private JobView InLetter(JobId id, SubmitLetter letter) =>
        new() { Scheduler = Name, Id = id, Place = JobPlace.InLetter, Letter = letter };

    private static bool IsOf(SubmitLetter? letter, JobId id) =>
        letter is not null && letter.Origin == id.Origin && letter.Sequence == id.Sequence;

    private static SubmitLetter? SubmitOf(InboxRow row)
    {
        try
        {
            return SchedulerLetter.Parser.ParseFrom(row.Content.Span).Submit;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
