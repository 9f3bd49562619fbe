using ActorScheduler.Sqlite;
using ActorScheduler.Store;
using Microsoft.Data.Sqlite;

namespace ActorScheduler.Chaos;

/// <summary>
/// A look into the victim's store when all is over, for whether anything is left in it; the checker knows nothing of it.
/// </summary>
internal static class StoreGlance
{
    private const string CountTables = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'facts'";

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

    // A victim may die before it has made them.
    private static bool HasTables(SqliteFile file)
    {
        if (!File.Exists(file.Path)) return false;
        using SqliteConnection connection = file.Connect();
        return SqliteFile.Query(connection, CountTables) > 0;
    }
}
