using System.Runtime.CompilerServices;
using ActorScheduler.Store;
using Microsoft.Data.Sqlite;

namespace ActorScheduler.Sqlite;

/// <summary>
/// Gives all of a file to another store, and takes all of another in: each in one transaction on a connection of its
/// own.
/// </summary>
internal sealed class SqliteTransfer(SqliteFile file)
{
    private const string Letters = $"SELECT {SqliteLetters.Columns} FROM letters ORDER BY id";

    /// <summary>Everything as of one moment.</summary>
    public async IAsyncEnumerable<StoreItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using SqliteConnection connection = file.Connect();
        IEnumerable<StoreItem> items = Guarded(() =>
        {
            SqliteFile.Execute(connection, "BEGIN");
            return Read(connection);
        });
        foreach (StoreItem item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }
    }

    /// <summary>Takes everything in, or nothing.</summary>
    public void Add(IEnumerable<StoreItem> items, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = file.Connect();
        try
        {
            file.Begin(connection);
            using var target = new Target(connection);
            foreach (StoreItem item in items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                target.Add(item);
            }

            SqliteFile.Execute(connection, "COMMIT");
        }
        catch (SqliteException e)
        {
            throw file.Explain(e);      // closing the connection takes back what was done
        }
    }

    private IEnumerable<StoreItem> Read(SqliteConnection connection)
    {
        foreach (JournalHead head in Guarded(() => SqliteTables.List(connection)))
        {
            yield return new StoreItem.Journal(head);
            foreach (StoreItem facts in new SqliteReader(file).ReadItems(connection, head)) yield return facts;
            using SqliteCommand exits = SqliteExits.SelectAll(connection, head.Journal);
            using SqliteDataReader exit = Guarded(exits.ExecuteReader);
            while (Guarded(exit.Read)) yield return new StoreItem.Exit(Guarded(() => SqliteExits.Read(file, exit)));
        }

        using SqliteCommand letters = connection.CreateCommand();
        letters.CommandText = Letters;
        using SqliteDataReader row = Guarded(letters.ExecuteReader);
        while (Guarded(row.Read)) yield return Guarded(() => SqliteLetters.ReadItem(row));
    }

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
    }

    private sealed class Target(SqliteConnection connection) : IDisposable
    {
        private readonly SqliteExits _exits = new(connection);
        private readonly SqliteStatement _journal = new(connection,
            "INSERT INTO journals (name, epoch, snapshot_at) VALUES (?1, ?2, ?3)");
        private readonly SqliteStatement _facts = new(connection, "INSERT INTO facts VALUES (?1, ?2, ?3, ?4, ?5)");
        private readonly SqliteStatement _snapshot = new(connection,
            "INSERT INTO snapshots VALUES (?1, ?2, ?3, ?4, ?5)");
        private readonly SqliteStatement _letter = new(connection,
            "INSERT INTO letters (address, expires, sum, content, why) VALUES (?1, ?2, ?3, ?4, ?5)");
        private JournalHead? _head;
        private long _id;
        private long _next;
        private int _part;

        public void Add(StoreItem item)
        {
            switch (item)
            {
                case StoreItem.Journal { Head: var head }: Begin(head); break;
                case StoreItem.Facts { Piece: { IsSnapshot: true } piece }:
                    _snapshot.Bind(1, _id).Bind(2, _head!.Snapshot).Bind(3, _part++)
                        .Bind(4, FactStream.Checksum(piece.Facts.Span)).Bind(5, piece.Facts.Span).Run();
                    break;
                case StoreItem.Facts { Piece: var piece, Count: var count }:
                    _facts.Bind(1, _id).Bind(2, _next).Bind(3, count)
                        .Bind(4, FactStream.Checksum(piece.Facts.Span)).Bind(5, piece.Facts.Span).Run();
                    _next += count;
                    break;
                case StoreItem.Exit { Kept: var exit }: _exits.Add(_id, [exit]); break;
                case StoreItem.Mail { Content: var letter, Why: var why }:
                    _letter.Bind(1, letter.Address).Bind(2, letter.Expires).Bind(3, SqliteLetters.SumOf(letter))
                        .Bind(4, letter.Content.Span);
                    if (why is null) _letter.BindNull(5).Run();
                    else _letter.Bind(5, why).Run();
                    break;
                default: throw new ArgumentException("A store has no such item.", nameof(item));
            }
        }

        public void Dispose()
        {
            _exits.Dispose();
            _journal.Dispose();
            _facts.Dispose();
            _snapshot.Dispose();
            _letter.Dispose();
        }

        private void Begin(JournalHead head)
        {
            if (SqliteTables.Find(connection, head.Journal) is not null) throw StoreRules.AlreadyThere(head.Journal);
            _journal.Bind(1, head.Journal).Bind(2, head.Epoch).Bind(3, head.Snapshot).Run();
            _id = SqliteFile.Query(connection, "SELECT last_insert_rowid()");
            (_head, _next, _part) = (head, head.Snapshot + 1, 0);
        }
    }
}
