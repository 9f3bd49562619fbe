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
    private const string Snapshot = """
        SELECT s.facts FROM snapshots s JOIN journals j ON j.id = s.journal AND j.snapshot_at = s.at ORDER BY s.part
        """;

    private const string Facts = """
        SELECT f.facts FROM facts f JOIN journals j ON j.id = f.journal WHERE f.first > j.snapshot_at ORDER BY f.first
        """;

    /// <summary>Jobs that have not ended, by their place, while the victim lives.</summary>
    public static IReadOnlyDictionary<long, JobProgress> Live(string file)
    {
        var ledger = new Ledger();
        if (!File.Exists(file)) return new Dictionary<long, JobProgress>();
        using SqliteConnection connection = new SqliteFile(file, new SqliteStoreOptions()).Connect();
        SqliteFile.Execute(connection, "BEGIN");
        if (SqliteFile.Query(connection, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'facts'") > 0)
        {
            Read(connection, Snapshot, ledger);
            Read(connection, Facts, ledger);
        }

        return ledger.Jobs.ToDictionary(static j => j.Key, static j => j.Value.Progress ?? new JobProgress());
    }

    /// <summary>
    /// The same when the victim is dead. It looks at a copy: the last to close a store tidies it, which is to be left to
    /// the next life.
    /// </summary>
    public static IReadOnlyDictionary<long, JobProgress> Dead(string file)
    {
        string copy = file + ".copy";
        foreach (string part in (ReadOnlySpan<string>)["", "-wal"])
        {
            File.Delete(copy + part);
            if (File.Exists(file + part)) File.Copy(file + part, copy + part);
        }

        return Live(copy);
    }

    private static void Read(SqliteConnection connection, string sql, Ledger ledger)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read()) ledger.Apply((byte[])rows[0]);
    }
}
