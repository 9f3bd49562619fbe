using System.Runtime.CompilerServices;
using ActorScheduler.Store;
using Microsoft.Data.Sqlite;

namespace ActorScheduler.Sqlite;

/// <summary>Reads a journal on a connection of its own: nobody's commits wait for it.</summary>
internal sealed class SqliteReader(SqliteFile file)
{
    private const string Snapshots = """
        SELECT s.sum, s.facts FROM snapshots s JOIN journals j ON j.id = s.journal AND j.snapshot_at = s.at
        WHERE j.name = $name ORDER BY s.part
        """;

    private const string Places = """
        SELECT COUNT(DISTINCT s.at), IFNULL(MAX(s.at), 0) FROM snapshots s JOIN journals j ON j.id = s.journal
        WHERE j.name = $name
        """;

    private const string Facts = """
        SELECT f.sum, f.facts, f.first, f.count FROM facts f JOIN journals j ON j.id = f.journal
        WHERE j.name = $name AND f.first > j.snapshot_at ORDER BY f.first
        """;

    /// <summary>All at one moment: in one transaction, which sees nothing of what is written meanwhile.</summary>
    public async IAsyncEnumerable<JournalPiece> ReadAsync(
        string journal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using SqliteConnection connection = file.Connect();
        Guarded(() => SqliteFile.Execute(connection, "BEGIN"));
        if (Guarded(() => SqliteTables.Find(connection, journal)) is not { } head) yield break;
        foreach (StoreItem.Facts facts in ReadItems(connection, head))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return facts.Piece;
        }
    }

    /// <summary>A journal's snapshot and the facts behind it, in a transaction that the caller has begun.</summary>
    public IEnumerable<StoreItem.Facts> ReadItems(SqliteConnection connection, JournalHead head)
    {
        CheckSnapshot(connection, head);
        return Read(connection, head, Snapshots, isSnapshot: true)
            .Concat(Read(connection, head, Facts, isSnapshot: false));
    }

    public async IAsyncEnumerable<KeptExit> ReadExitsAsync(
        string journal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using SqliteConnection connection = file.Connect();
        using SqliteCommand command = SqliteExits.SelectAll(connection, journal);
        using SqliteDataReader rows = Guarded(command.ExecuteReader);
        while (Guarded(rows.Read))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Guarded(() => SqliteExits.Read(file, rows));
        }
    }

    private IEnumerable<StoreItem.Facts> Read(
        SqliteConnection connection, JournalHead head, string sql, bool isSnapshot)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$name", head.Journal);
        using SqliteDataReader rows = Guarded(command.ExecuteReader);
        long next = head.Snapshot + 1;
        while (Guarded(rows.Read))
        {
            (byte[] facts, long sum) = Guarded(() => ((byte[])rows[1], rows.GetInt64(0)));
            if (FactStream.Checksum(facts) != sum)
                throw file.New(StoreError.Damaged, $"is damaged: a row of journal '{head.Journal}' is not as written");
            long count = 0;
            if (!isSnapshot)
            {
                (long first, count) = Guarded(() => (rows.GetInt64(2), rows.GetInt64(3)));
                if (first != next)
                    throw file.New(StoreError.Damaged, $"is damaged: journal '{head.Journal}' lacks position {next}");
                next += count;
            }

            yield return new StoreItem.Facts(new JournalPiece(isSnapshot, facts), (int)count);
        }

        if (!isSnapshot && next != head.Last + 1)
            throw file.New(StoreError.Damaged, $"is damaged: journal '{head.Journal}' lacks its end");
    }

    // The facts before the snapshot are gone: without it they would be missed by nobody.
    private void CheckSnapshot(SqliteConnection connection, JournalHead head)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = Places;
        command.Parameters.AddWithValue("$name", head.Journal);
        using SqliteDataReader row = Guarded(command.ExecuteReader);
        (long parts, long most) = Guarded(() => row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : (0, 0));
        if (most != head.Snapshot || parts != (head.Snapshot > 0 ? 1 : 0))
            throw file.New(StoreError.Damaged, $"is damaged: journal '{head.Journal}' lacks its snapshot");
    }

    private void Guarded(Action work) => Guarded(() =>
    {
        work();
        return true;
    });

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException e)
        {
            throw file.Explain(e);
        }
        catch (Exception e) when (e is InvalidCastException or InvalidOperationException or FormatException
            or OverflowException)
        {
            // The library's word for a value of another type than was written.
            throw file.New(StoreError.Damaged, "is damaged: a row is not as written", e);
        }
    }
}
