using System.Runtime.CompilerServices;
using ActorScheduler.Store;

namespace ActorScheduler;

/// <summary>
/// A store in this process's memory, for tests: it outlives nodes, not the process. What was committed stays whatever
/// becomes of the node that wrote it. Thread-safe.
/// </summary>
public sealed class MemoryStore : IStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryJournal> _journals = new(StringComparer.Ordinal);
    private readonly Queue<StoreCommit> _held = new();
    private readonly MemoryInboxes _inboxes = new();
    private bool _holds;
    private bool _closed;

    /// <summary>Says of each commit what goes wrong with it; null for nothing. Called under the store's lock.</summary>
    internal Func<StoreCommit, MemoryFault>? Fault { get; set; }

    /// <summary>How long a commit takes, by <see cref="Time"/>.</summary>
    internal TimeSpan Latency { get; init; }

    /// <summary>Counts the latency.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Carries commits to the store: is given each that is handed in, with what makes it arrive, to be called once, in
    /// the order of the journal, or never. Null when they arrive by <see cref="Latency"/>.
    /// </summary>
    internal Action<StoreCommit, Action>? Courier { get; set; }

    /// <summary>How many facts a journal has now, those that a snapshot stands for left out.</summary>
    internal int CountFacts(string journal)
    {
        lock (_gate) return _journals.TryGetValue(journal, out MemoryJournal? found) ? found.FactCount : 0;
    }

    /// <summary>The number of a journal's last fact.</summary>
    internal long PositionOf(string journal)
    {
        lock (_gate) return _journals.TryGetValue(journal, out MemoryJournal? found) ? found.Head.Last : 0;
    }

    /// <summary>From now on commits wait until <see cref="Release"/>.</summary>
    internal void Hold()
    {
        lock (_gate) _holds = true;
    }

    /// <summary>Lets the commits that wait go on, and those that come.</summary>
    internal void Release()
    {
        StoreCommit[] waiting;
        lock (_gate)
        {
            _holds = false;
            waiting = [.. _held];
            _held.Clear();
        }

        foreach (StoreCommit commit in waiting) Apply(commit);
    }

    /// <summary>The process that wrote is gone: what waits is never committed and nobody is told.</summary>
    internal void DropHeld()
    {
        lock (_gate)
        {
            _holds = false;
            _held.Clear();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_gate) _closed = true;
        return ValueTask.CompletedTask;
    }

    Task<JournalHead> IStore.OpenAsync(string journal, long above, CancellationToken cancellationToken) => Ask(() =>
    {
        if (!_journals.TryGetValue(journal, out MemoryJournal? found))
            _journals.Add(journal, found = new MemoryJournal(journal));
        return found.Open(above);
    });

    Task<IReadOnlyList<JournalHead>> IStore.ListAsync(CancellationToken cancellationToken) =>
        Ask<IReadOnlyList<JournalHead>>(() =>
            [.. _journals.Values.Select(static j => j.Head).OrderBy(static h => h.Journal, StringComparer.Ordinal)]);

    async IAsyncEnumerable<JournalPiece> IStore.ReadAsync(
        string journal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JournalPiece[] pieces;
        lock (_gate) pieces = [.. _journals.GetValueOrDefault(journal)?.Read() ?? []];
        foreach (JournalPiece piece in pieces) yield return piece;
        await Task.CompletedTask.ConfigureAwait(false);
    }

    async IAsyncEnumerable<KeptExit> IStore.ReadExitsAsync(
        string journal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        KeptExit[] exits;
        lock (_gate) exits = [.. _journals.GetValueOrDefault(journal)?.Exits ?? []];
        foreach (KeptExit exit in exits) yield return exit;
        await Task.CompletedTask.ConfigureAwait(false);
    }

    Task<KeptExit?> IStore.FindExitAsync(string journal, JobId job, CancellationToken cancellationToken) =>
        Ask(() => _journals.GetValueOrDefault(journal)?.FindExit(job));

    async Task IStore.PostAsync(IReadOnlyList<Letter> letters, CancellationToken cancellationToken)
    {
        foreach (Action ring in await Ask(() => Post(letters)).ConfigureAwait(false)) ring();
    }

    Task<IReadOnlyList<InboxRow>> IStore.ReadInboxAsync(
        string address, int most, bool setAside, CancellationToken cancellationToken) =>
        Ask(() => _inboxes.Read(address, most, setAside));

    Task IStore.DiscardAsync(IReadOnlyList<long> rows, long now, CancellationToken cancellationToken) => Ask(() =>
    {
        _inboxes.Delete(rows);
        _inboxes.DeleteExpired(now);
        return true;
    });

    IDisposable IStore.Listen(string address, Action ring)
    {
        lock (_gate) return _inboxes.Listen(_gate, address, ring);
    }

    Task<IReadOnlyList<InboxHead>> IStore.ListInboxesAsync(CancellationToken cancellationToken) => Ask(_inboxes.List);

    async IAsyncEnumerable<StoreItem> IStore.ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StoreItem[] items = await Ask<StoreItem[]>(() =>
        [
            .. _journals.OrderBy(static j => j.Key, StringComparer.Ordinal).SelectMany(static j => j.Value.ReadAll()),
            .. _inboxes.ReadAll(),
        ]).ConfigureAwait(false);
        foreach (StoreItem item in items) yield return item;
    }

    async Task IStore.AddAllAsync(IEnumerable<StoreItem> items, CancellationToken cancellationToken)
    {
        StoreItem[] all = [.. items];       // its exceptions come before anything is changed
        Letter[] letters = [.. all.OfType<StoreItem.Mail>().Select(static mail => mail.Content)];
        Action[] bells = await Ask(() =>
        {
            AddAll(all);
            return _inboxes.BellsOf(letters);
        }).ConfigureAwait(false);
        foreach (Action ring in bells) ring();
    }

    void IStore.Commit(StoreCommit commit)
    {
        lock (_gate)
        {
            if (_holds)
            {
                _held.Enqueue(commit);
                return;
            }
        }

        if (Courier is { } courier) courier(commit, () => Apply(commit));
        else if (Latency <= TimeSpan.Zero) Apply(commit);
        else _ = new LateCommit(this, commit, Time, Latency);
    }

    private void Apply(StoreCommit commit)
    {
        StoreException? failure;
        Action[] bells = [];
        lock (_gate)
        {
            failure = _closed ? Closed() : _journals[commit.Journal].Commit(commit, _inboxes, Fault);
            if (commit.Letters.Count > 0) bells = _inboxes.BellsOf(commit.Letters);
        }

        commit.Completed(failure);
        foreach (Action ring in bells) ring();
    }

    private Action[] Post(IReadOnlyList<Letter> letters)
    {
        _inboxes.Add(letters);
        return _inboxes.BellsOf(letters);
    }

    private void AddAll(StoreItem[] items)
    {
        foreach (StoreItem.Journal journal in items.OfType<StoreItem.Journal>())
        {
            if (_journals.ContainsKey(journal.Head.Journal)) throw StoreRules.AlreadyThere(journal.Head.Journal);
        }

        MemoryJournal? current = null;
        foreach (StoreItem item in items)
        {
            if (item is StoreItem.Journal { Head: var head })
                _journals.Add(head.Journal, current = MemoryJournal.Of(head));
            else if (item is StoreItem.Mail mail) _inboxes.Add(mail);
            else current!.Add(item);
        }
    }

    private Task<T> Ask<T>(Func<T> answer)
    {
        lock (_gate)
        {
            try
            {
                return _closed ? Task.FromException<T>(Closed()) : Task.FromResult(answer());
            }
            catch (StoreException e)
            {
                return Task.FromException<T>(e);
            }
        }
    }

    private static StoreException Closed() => new(StoreError.Closed, "The store was disposed.");

    private sealed class LateCommit
    {
        private readonly ITimer _timer;

        public LateCommit(MemoryStore store, StoreCommit commit, TimeProvider time, TimeSpan latency) =>
            _timer = time.CreateTimer(
                _ =>
                {
                    store.Apply(commit);
                    _timer?.Dispose();
                },
                null, latency, Timeout.InfiniteTimeSpan);
    }
}
