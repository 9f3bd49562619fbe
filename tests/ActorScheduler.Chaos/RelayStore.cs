using ActorScheduler.Store;

namespace ActorScheduler.Chaos;

/// <summary>A store in front of another one, for those who want to change one thing.</summary>
internal abstract class RelayStore(IStore store) : IStore
{
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public virtual void Commit(StoreCommit commit) => store.Commit(commit);

    public virtual Task<JournalHead> OpenAsync(string journal, long above, CancellationToken cancellationToken) =>
        store.OpenAsync(journal, above, cancellationToken);

    public Task<IReadOnlyList<JournalHead>> ListAsync(CancellationToken cancellationToken) =>
        store.ListAsync(cancellationToken);

    public IAsyncEnumerable<JournalPiece> ReadAsync(string journal, CancellationToken cancellationToken) =>
        store.ReadAsync(journal, cancellationToken);

    public IAsyncEnumerable<KeptExit> ReadExitsAsync(string journal, CancellationToken cancellationToken) =>
        store.ReadExitsAsync(journal, cancellationToken);

    public virtual Task<KeptExit?> FindExitAsync(string journal, JobId job, CancellationToken cancellationToken) =>
        store.FindExitAsync(journal, job, cancellationToken);

    public Task PostAsync(IReadOnlyList<Letter> letters, CancellationToken cancellationToken) =>
        store.PostAsync(letters, cancellationToken);

    public Task<IReadOnlyList<InboxRow>> ReadInboxAsync(
        string address, int most, bool setAside, CancellationToken cancellationToken) =>
        store.ReadInboxAsync(address, most, setAside, cancellationToken);

    public Task<IReadOnlyList<InboxHead>> ListInboxesAsync(CancellationToken cancellationToken) =>
        store.ListInboxesAsync(cancellationToken);

    public Task DiscardAsync(IReadOnlyList<long> rows, long now, CancellationToken cancellationToken) =>
        store.DiscardAsync(rows, now, cancellationToken);

    public IDisposable Listen(string address, Action ring) => store.Listen(address, ring);

    public IAsyncEnumerable<StoreItem> ReadAllAsync(CancellationToken cancellationToken) =>
        store.ReadAllAsync(cancellationToken);

    public Task AddAllAsync(IEnumerable<StoreItem> items, CancellationToken cancellationToken) =>
        store.AddAllAsync(items, cancellationToken);
}
