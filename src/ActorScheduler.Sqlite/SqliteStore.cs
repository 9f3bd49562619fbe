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

    Task<JournalHead> IStore.OpenAsync(string journal, CancellationToken cancellationToken) =>
        _writer.OpenAsync(journal, cancellationToken);

    IAsyncEnumerable<JournalPiece> IStore.ReadAsync(JournalHead head, CancellationToken cancellationToken) =>
        new SqliteReader(_file).ReadAsync(head, cancellationToken);

    void IStore.Commit(StoreCommit commit) => _writer.Add(commit);
}
