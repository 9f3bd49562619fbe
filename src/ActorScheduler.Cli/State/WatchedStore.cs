using ActorScheduler.Store;

namespace ActorScheduler.Cli.State;

/// <summary>
/// A store that also tells when a commit fails: the scheduler itself would try again and say nothing.
/// </summary>
internal sealed class WatchedStore(IStore store) : IStore
{
    private Action<StoreException>? _failed;

    /// <summary>Is told of each failure, on the store's thread: it may only post a message.</summary>
    public Action<StoreException>? Failed
    {
        get => Volatile.Read(ref _failed);
        set => Volatile.Write(ref _failed, value);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => store.DisposeAsync();

    void IStore.Commit(StoreCommit commit) => store.Commit(new WatchedCommit(commit, this));

    Task<JournalHead> IStore.OpenAsync(string journal, long above, CancellationToken cancellationToken) =>
        store.OpenAsync(journal, above, cancellationToken);

    Task<IReadOnlyList<JournalHead>> IStore.ListAsync(CancellationToken cancellationToken) =>
        store.ListAsync(cancellationToken);

    IAsyncEnumerable<JournalPiece> IStore.ReadAsync(string journal, CancellationToken cancellationToken) =>
        store.ReadAsync(journal, cancellationToken);

    IAsyncEnumerable<KeptExit> IStore.ReadExitsAsync(string journal, CancellationToken cancellationToken) =>
        store.ReadExitsAsync(journal, cancellationToken);

    Task<KeptExit?> IStore.FindExitAsync(string journal, JobId job, CancellationToken cancellationToken) =>
        store.FindExitAsync(journal, job, cancellationToken);

    Task IStore.PostAsync(IReadOnlyList<Letter> letters, CancellationToken cancellationToken) =>
        store.PostAsync(letters, cancellationToken);

    Task<IReadOnlyList<InboxRow>> IStore.ReadInboxAsync(
        string address, int most, bool setAside, CancellationToken cancellationToken) =>
        store.ReadInboxAsync(address, most, setAside, cancellationToken);

    Task IStore.DiscardAsync(IReadOnlyList<long> rows, long now, CancellationToken cancellationToken) =>
        store.DiscardAsync(rows, now, cancellationToken);

    Task<IReadOnlyList<InboxHead>> IStore.ListInboxesAsync(CancellationToken cancellationToken) =>
        store.ListInboxesAsync(cancellationToken);

    IDisposable IStore.Listen(string address, Action ring) => store.Listen(address, ring);

    IAsyncEnumerable<StoreItem> IStore.ReadAllAsync(CancellationToken cancellationToken) =>
        store.ReadAllAsync(cancellationToken);

    Task IStore.AddAllAsync(IEnumerable<StoreItem> items, CancellationToken cancellationToken) =>
        store.AddAllAsync(items, cancellationToken);
}
