using ActorScheduler.Sqlite;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;
using Microsoft.Data.Sqlite;

namespace ActorScheduler.Chaos;

/// <summary>
/// A look into the victim's store that changes nothing in it. Only the killer looks, in order not to kill a job for the
/// third time, which would set it aside; the checker knows nothing of it.
/// </summary>
internal static class StoreGlance
{
    private const string CountTables = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'facts'";

    /// <summary>What has become of the jobs that have not ended, by their place, while the victim lives.</summary>
    public static async Task<IReadOnlyDictionary<long, JobProgress>> LiveAsync(string path) =>
        (await ReadAsync(path).ConfigureAwait(false)).Jobs
            .ToDictionary(static job => job.Key, static job => job.Value.Progress ?? new JobProgress());

    /// <summary>All that the store says of the victim's scheduler.</summary>
    public static async Task<Ledger> ReadAsync(string path)
    {
        var ledger = new Ledger();
        var file = new SqliteFile(path, new SqliteStoreOptions());
        if (HasTables(file))
        {
            IAsyncEnumerable<JournalPiece> journal = new SqliteReader(file).ReadAsync(Victim.Scheduler, default);
            await foreach (JournalPiece piece in journal.ConfigureAwait(false)) ledger.Apply(piece.Facts);
        }

        return ledger;
    }

    /// <summary>
    /// The same when the victim is dead. It looks at a copy: the last to close a store tidies it, which is to be left to
    /// the next life.
    /// </summary>
    public static async Task<IReadOnlyDictionary<long, JobProgress>> DeadAsync(string path)
    {
        string copy = path + ".copy";
        foreach (string part in (string[])["", "-wal"])
        {
            File.Delete(copy + part);
            if (File.Exists(path + part)) File.Copy(path + part, copy + part);
        }

        return await LiveAsync(copy).ConfigureAwait(false);
    }

    // A victim may die before it has made them.
    private static bool HasTables(SqliteFile file)
    {
        if (!File.Exists(file.Path)) return false;
        using SqliteConnection connection = file.Connect();
        return SqliteFile.Query(connection, CountTables) > 0;
    }
}
