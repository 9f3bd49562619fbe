using System.Runtime.InteropServices;
using ActorScheduler.Store;
using Microsoft.Data.Sqlite;

namespace ActorScheduler.Sqlite;

/// <summary>The statements of the writing thread, prepared once.</summary>
internal sealed class SqliteTables : IDisposable
{
    private const string Head = """
        epoch, snapshot_at,
        (SELECT first + count - 1 FROM facts WHERE journal = id ORDER BY first DESC LIMIT 1)
        """;

    private readonly SqliteFile _file;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Journal> _journals = new(StringComparer.Ordinal);
    private readonly SqliteCommand _epoch;
    private readonly SqliteCommand _insert;
    private readonly SqliteExits _exits;

    public SqliteTables(SqliteFile file, SqliteConnection connection)
    {
        _file = file;
        _connection = connection;
        _epoch = Prepare("SELECT epoch FROM journals WHERE id = $journal", "$journal");
        _insert = Prepare("INSERT INTO facts VALUES ($journal, $first, $count, $sum, $facts)",
            "$journal", "$first", "$count", "$sum", "$facts");
        _exits = new SqliteExits(connection);
        Letters = new SqliteLetters(connection);
    }

    /// <summary>The inboxes.</summary>
    public SqliteLetters Letters { get; }

    public SqliteConnection Connection => _connection;

    public void Dispose()
    {
        _epoch.Dispose();
        _insert.Dispose();
        _exits.Dispose();
        Letters.Dispose();
        _connection.Dispose();
    }

    /// <summary>Takes a journal over.</summary>
    public JournalHead Open(string name, long above) => InTransaction(() =>
    {
        Run("INSERT INTO journals (name, epoch, snapshot_at) VALUES ($name, 0, 0) ON CONFLICT DO NOTHING",
            ("$name", name));
        Run("UPDATE journals SET epoch = MAX(epoch, $above) + 1 WHERE name = $name", ("$name", name),
            ("$above", above));
        Journal journal = Load(name);
        return new JournalHead(name, journal.Epoch, journal.SnapshotAt, journal.Last);
    });

    /// <summary>All journals as they are.</summary>
    public static IReadOnlyList<JournalHead> List(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT name, {Head} FROM journals ORDER BY name";
        using SqliteDataReader row = command.ExecuteReader();
        List<JournalHead> heads = [];
        while (row.Read()) heads.Add(ReadHead(row));
        return heads;
    }

    /// <summary>A journal as it is; null when there is none.</summary>
    public static JournalHead? Find(SqliteConnection connection, string name)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT name, {Head} FROM journals WHERE name = $name";
        command.Parameters.AddWithValue("$name", name);
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read() ? ReadHead(row) : null;
    }

    public KeptExit? FindExit(string journal, JobId job)
    {
        using SqliteCommand command = SqliteExits.SelectOne(_connection, journal, job);
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read() ? SqliteExits.Read(_file, row) : null;
    }

    /// <summary>Does all that can be done, in one transaction; tells for each why it cannot.</summary>
    /// <exception cref="StoreException">None of it is done, or nobody knows.</exception>
    public StoreException?[] Write(List<SqliteWrite> writes)
    {
        try
        {
            return InTransaction(() => writes.ConvertAll(write => write.Apply(this)).ToArray());
        }
        catch (StoreException)
        {
            _journals.Clear();      // what they count is not what is there
            throw;
        }
    }

    public StoreException? Apply(StoreCommit commit)
    {
        if (!_journals.TryGetValue(commit.Journal, out Journal? journal)) journal = Load(commit.Journal);
        _epoch.Parameters[0].Value = journal.Id;
        journal.Epoch = (long)_epoch.ExecuteScalar()!;      // another process may have taken it over
        if (commit.Epoch != journal.Epoch) return StoreRules.Fenced(commit, journal.Epoch);
        if (StoreRules.IsThere(commit, journal.Last)) return null;
        if (StoreRules.Check(commit, journal.Last) is { } refusal) return refusal;
        if (commit.Count > 0) Append(journal, commit);
        if (commit.Snapshot is { } snapshot) Replace(journal, snapshot);
        _exits.Add(journal.Id, commit.Exits);
        if (commit.FirstSegment > 0) _exits.DropBelow(journal.Id, commit.FirstSegment);
        Letters.Delete(commit.Consumed);
        Letters.SetAside(commit.SetAside);
        Letters.Add(commit.Letters);
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
        JournalHead head = Find(_connection, name)!;
        return _journals[name] = new Journal(Query("SELECT id FROM journals WHERE name = $name", ("$name", name)))
        {
            Epoch = head.Epoch,
            SnapshotAt = head.Snapshot,
            Last = head.Last,
        };
    }

    private static JournalHead ReadHead(SqliteDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.IsDBNull(3) ? row.GetInt64(2) : row.GetInt64(3));

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
        using SqliteCommand command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private long Query(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using SqliteCommand command = Command(sql, values);
        return (long)command.ExecuteScalar()!;
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object Value)> values)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in values) command.Parameters.AddWithValue(name, value);
        return command;
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
