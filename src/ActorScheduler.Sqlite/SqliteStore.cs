using ActorScheduler.Sqlite;
using ActorScheduler.Store;

namespace ActorScheduler;

/// <summary>
/// Keeps the jobs of durable schedulers in a SQLite file. What is acknowledged is on the disk: each commit waits for
/// it (<c>synchronous=FULL</c>), many at a time. Several processes of one machine may use the file, each its own
/// schedulers; never put it on a network file system. Thread-safe.
/// </summary>
public sealed class SqliteStore : IStore
{
    private readonly SqliteFile _file;
    private readonly SqliteWriter _writer;

    private SqliteStore(SqliteFile file, SqliteStoreOptions options)
    {
        _file = file;
        _writer = new SqliteWriter(file, options);
    }

    /// <summary>Opens a file, made when it is not there. Reads and checks it before it returns.</summary>
    /// <param name="path">The file; SQLite keeps two more beside it, with <c>-wal</c> and <c>-shm</c>.</param>
    /// <param name="options">How to use it; null means all defaults.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="StoreException">
    /// It is damaged, of a newer release, no store at all, read-only, held by others, or cannot be opened.
    /// </exception>
    public static SqliteStore Open(string path, SqliteStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new SqliteStoreOptions();
        var file = new SqliteFile(path, options);
        file.Prepare();
        return new SqliteStore(file, options);
    }

    /// <summary>The file.</summary>
    public string Path => _file.Path;

    /// <summary>Ends what was handed in, then closes the file.</summary>
    public async ValueTask DisposeAsync() => await _writer.CloseAsync().ConfigureAwait(false);

    Task<JournalHead> IStore.OpenAsync(string journal, long above, CancellationToken cancellationToken) =>
        _writer.ReadAsync(tables => tables.Open(journal, above), cancellationToken);

    Task<IReadOnlyList<JournalHead>> IStore.ListAsync(CancellationToken cancellationToken) =>
        _writer.ReadAsync(static tables => SqliteTables.List(tables.Connection), cancellationToken);

    IAsyncEnumerable<JournalPiece> IStore.ReadAsync(string journal, CancellationToken cancellationToken) =>
        new SqliteReader(_file).ReadAsync(journal, cancellationToken);

    void IStore.Commit(StoreCommit commit) => _writer.Add(commit);

    IAsyncEnumerable<KeptExit> IStore.ReadExitsAsync(string journal, CancellationToken cancellationToken) =>
        new SqliteReader(_file).ReadExitsAsync(journal, cancellationToken);

    Task<KeptExit?> IStore.FindExitAsync(string journal, JobId job, CancellationToken cancellationToken) =>
        _writer.ReadAsync(tables => tables.FindExit(journal, job), cancellationToken);

    Task IStore.PostAsync(IReadOnlyList<Letter> letters, CancellationToken cancellationToken) =>
        _writer.WriteAsync(new TaskWrite(tables => tables.Letters.Add(letters), letters), cancellationToken);

    Task<IReadOnlyList<InboxRow>> IStore.ReadInboxAsync(
        string address, int most, bool setAside, CancellationToken cancellationToken) =>
        _writer.ReadAsync(tables => tables.Letters.Read(address, most, setAside), cancellationToken);

    Task<IReadOnlyList<InboxHead>> IStore.ListInboxesAsync(CancellationToken cancellationToken) =>
        _writer.ReadAsync(static tables => tables.Letters.List(), cancellationToken);

    IAsyncEnumerable<StoreItem> IStore.ReadAllAsync(CancellationToken cancellationToken) =>
        new SqliteTransfer(_file).ReadAsync(cancellationToken);

    Task IStore.AddAllAsync(IEnumerable<StoreItem> items, CancellationToken cancellationToken) =>
        Task.Run(() => new SqliteTransfer(_file).Add(items, cancellationToken), cancellationToken);

    Task IStore.DiscardAsync(IReadOnlyList<long> rows, long now, CancellationToken cancellationToken) =>
        _writer.WriteAsync(new TaskWrite(
            tables =>
            {
                tables.Letters.Delete(rows);
                tables.Letters.DeleteExpired(now);
            }, []), cancellationToken);

    IDisposable IStore.Listen(string address, Action ring) => _writer.Listen(address, ring);
}
