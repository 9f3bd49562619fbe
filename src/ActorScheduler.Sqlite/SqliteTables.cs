using System.Runtime.InteropServices;
using ActorScheduler.Store;
using Microsoft.Data.Sqlite;

namespace ActorScheduler.Sqlite;

/// <summary>The statements of the writing thread, prepared once.</summary>
internal sealed class SqliteTables : IDisposable
{
    private readonly SqliteFile _file;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Journal> _journals = new(StringComparer.Ordinal);
    private readonly SqliteCommand _epoch;
    private readonly SqliteCommand _insert;

    public SqliteTables(SqliteFile file, SqliteConnection connection)
    {
        _file = file;
        _connection = connection;
        _epoch = Prepare("SELECT epoch FROM journals WHERE id = $journal", "$journal");
        _insert = Prepare("INSERT INTO facts VALUES ($journal, $first, $count, $sum, $facts)",
            "$journal", "$first", "$count", "$sum", "$facts");
    }

    public void Dispose()
    {
        _epoch.Dispose();
        _insert.Dispose();
        _connection.Dispose();
    }

    /// <summary>Takes a journal over.</summary>
    public JournalHead Open(string name) => InTransaction(() =>
    {
        Run("INSERT INTO journals (name, epoch, snapshot_at) VALUES ($name, 0, 0) ON CONFLICT DO NOTHING",
            ("$name", name));
        Run("UPDATE journals SET epoch = epoch + 1 WHERE name = $name", ("$name", name));
        Journal journal = Load(name);
        return new JournalHead(name, journal.Epoch, journal.SnapshotAt, journal.Last);
    });

    /// <summary>Commits all that can be, in one transaction; tells for each why it cannot.</summary>
    /// <exception cref="StoreException">None of them is committed, or nobody knows.</exception>
    public StoreException?[] Commit(List<StoreCommit> commits)
    {
        try
        {
            return InTransaction(() => commits.ConvertAll(Apply).ToArray());
        }
        catch (StoreException)
        {
            _journals.Clear();      // what they count is not what is there
            throw;
        }
    }

    private StoreException? Apply(StoreCommit commit)
    {
        if (!_journals.TryGetValue(commit.Journal, out Journal? journal)) journal = Load(commit.Journal);
        _epoch.Parameters[0].Value = journal.Id;
        journal.Epoch = (long)_epoch.ExecuteScalar()!;      // another process may have taken it over
        if (commit.Epoch != journal.Epoch) return StoreRules.Fenced(commit, journal.Epoch);
        if (StoreRules.IsThere(commit, journal.Last)) return null;
        if (StoreRules.Check(commit, journal.Last) is { } refusal) return refusal;
        if (commit.Count > 0) Append(journal, commit);
        if (commit.Snapshot is { } snapshot) Replace(journal, snapshot);
        return null;
    }

    private void Append(Journal journal, StoreCommit commit)
    {
        _insert.Parameters[0].Value = journal.Id;
        _insert.Parameters[1].Value = commit.After + 1;
        _insert.Parameters[2].Value = commit.Count;
        _insert.Parameters[3].Value = (long)FactStream.Checksum(commit.Facts.Span);
        _insert.Parameters[4].Value = ArrayOf(commit.Facts);
        _insert.ExecuteNonQuery();
        journal.Last = commit.After + commit.Count;
    }

    private void Replace(Journal journal, IReadOnlyList<ReadOnlyMemory<byte>> snapshot)
    {
        Run("DELETE FROM snapshots WHERE journal = $journal", ("$journal", journal.Id));
        for (int part = 0; part < snapshot.Count; part++)
        {
            Run("INSERT INTO snapshots VALUES ($journal, $at, $part, $sum, $facts)", ("$journal", journal.Id),
                ("$at", journal.Last), ("$part", part), ("$sum", (long)FactStream.Checksum(snapshot[part].Span)),
                ("$facts", ArrayOf(snapshot[part])));
        }

        Run("DELETE FROM facts WHERE journal = $journal AND first <= $at", ("$journal", journal.Id),
            ("$at", journal.Last));
        Run("UPDATE journals SET snapshot_at = $at WHERE id = $journal", ("$journal", journal.Id),
            ("$at", journal.Last));
        journal.SnapshotAt = journal.Last;
    }

    private Journal Load(string name)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = """
            SELECT id, epoch, snapshot_at, (SELECT first + count - 1 FROM facts WHERE journal = id
                ORDER BY first DESC LIMIT 1) FROM journals WHERE name = $name
            """;
        command.Parameters.AddWithValue("$name", name);
        using SqliteDataReader row = command.ExecuteReader();
        row.Read();
        long snapshotAt = row.GetInt64(2);
        var journal = new Journal(row.GetInt64(0))
        {
            Epoch = row.GetInt64(1),
            SnapshotAt = snapshotAt,
            Last = row.IsDBNull(3) ? snapshotAt : row.GetInt64(3),
        };
        return _journals[name] = journal;
    }

    private T InTransaction<T>(Func<T> work)
    {
        try
        {
            _file.Begin(_connection);
            T result = work();
            SqliteFile.Execute(_connection, "COMMIT");
            return result;
        }
        catch (SqliteException e)
        {
            RollBack();
            throw _file.Explain(e);
        }
    }

    private void RollBack()
    {
        try
        {
            SqliteFile.Execute(_connection, "ROLLBACK");
        }
        catch (SqliteException)
        {
            // Some errors have rolled it back already; the connection is thrown away in any case.
        }
    }

    private void Run(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in values) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> names)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (string name in names) command.Parameters.Add(new SqliteParameter(name, null));
        return command;
    }

    // The parameter takes a whole array only.
    private static byte[] ArrayOf(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> part) && part.Offset == 0
            && part.Count == part.Array!.Length ? part.Array : bytes.ToArray();

    private sealed class Journal(long id)
    {
        public long Id { get; } = id;

        public long Epoch { get; set; }

        public long SnapshotAt { get; set; }

        public long Last { get; set; }
    }
}
