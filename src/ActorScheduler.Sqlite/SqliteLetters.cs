using System.Buffers.Binary;
using System.Text;
using ActorScheduler.Store;
using Microsoft.Data.Sqlite;

namespace ActorScheduler.Sqlite;

/// <summary>
/// The inboxes. Belongs to the writing thread. A row that is not as it was written is given to its reader to set aside,
/// and never dropped by the time that it names: one bad letter must not stop those behind it.
/// </summary>
internal sealed class SqliteLetters(SqliteConnection connection) : IDisposable
{
    private const string NotAsWritten = "The store is damaged: the letter is not as it was written.";

    /// <summary>What a letter is read from.</summary>
    public const string Columns = "id, address, expires, sum, content, why";

    private readonly SqliteStatement _insert = new(connection,
        "INSERT INTO letters (address, expires, sum, content) VALUES (?1, ?2, ?3, ?4)");
    private readonly SqliteStatement _delete = new(connection, "DELETE FROM letters WHERE id = ?1");
    private readonly SqliteStatement _setAside = new(connection, "UPDATE letters SET why = ?2 WHERE id = ?1");

    public void Dispose()
    {
        _insert.Dispose();
        _delete.Dispose();
        _setAside.Dispose();
    }

    public void Add(IReadOnlyList<Letter> letters)
    {
        foreach (Letter letter in letters)
        {
            _insert.Bind(1, letter.Address).Bind(2, letter.Expires).Bind(3, SumOf(letter))
                .Bind(4, letter.Content.Span).Run();
        }
    }

    public void Delete(IReadOnlyList<long> rows)
    {
        foreach (long row in rows) _delete.Bind(1, row).Run();
    }

    public void DeleteExpired(long now)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM letters WHERE expires > 0 AND expires <= $now";
        command.Parameters.AddWithValue("$now", now);
        List<long> expired = [];
        using (SqliteDataReader row = command.ExecuteReader())
        {
            while (row.Read())
            {
                if (IsAsWritten(row)) expired.Add(row.GetInt64(0));
            }
        }

        Delete(expired);
    }

    public void SetAside(IReadOnlyList<BadLetter> letters)
    {
        foreach (BadLetter letter in letters) _setAside.Bind(1, letter.Row).Bind(2, letter.Why).Run();
    }

    public IReadOnlyList<InboxRow> Read(string address, int most, bool setAside)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT {Columns} FROM letters
            WHERE address = $address AND (why IS NOT NULL) = $aside ORDER BY id LIMIT $most
            """;
        command.Parameters.AddWithValue("$address", address);
        command.Parameters.AddWithValue("$aside", setAside ? 1 : 0);
        command.Parameters.AddWithValue("$most", most);
        using SqliteDataReader row = command.ExecuteReader();
        List<InboxRow> letters = [];
        while (row.Read())
        {
            string? why = row.IsDBNull(5) ? null : row.GetString(5);
            letters.Add(IsAsWritten(row)
                ? new InboxRow(row.GetInt64(0), (byte[])row[4], why)
                : new InboxRow(row.GetInt64(0), row[4] as byte[] ?? [], why ?? NotAsWritten));
        }

        return letters;
    }

    /// <summary>The addresses that letters lie at.</summary>
    public IReadOnlyList<InboxHead> List()
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT address, COUNT(*) - COUNT(why), COUNT(why) FROM letters GROUP BY address ORDER BY address
            """;
        using SqliteDataReader row = command.ExecuteReader();
        List<InboxHead> inboxes = [];
        while (row.Read()) inboxes.Add(new InboxHead(row.GetString(0), row.GetInt32(1), row.GetInt32(2)));
        return inboxes;
    }

    /// <summary>A letter with its address; one that is not as it was written is set aside where it comes to.</summary>
    public static StoreItem.Mail ReadItem(SqliteDataReader row)
    {
        string? why = row.IsDBNull(5) ? null : row.GetString(5);
        if (!IsAsWritten(row)) why ??= NotAsWritten;
        return new StoreItem.Mail(
            new Letter(row.GetString(1), row[4] as byte[] ?? [], row[2] as long? ?? 0), why);
    }

    /// <summary>
    /// Over all that was written: a letter in another's inbox, or with another end, is another letter.
    /// </summary>
    public static uint SumOf(Letter letter) => SumOf(letter.Address, letter.Expires, letter.Content.Span);

    // A value may have become one of another type.
    private static bool IsAsWritten(SqliteDataReader row) =>
        row[1] is string address && row[2] is long expires && row[3] is long sum && row[4] is byte[] content
        && SumOf(address, expires, content) == sum;

    private static uint SumOf(string address, long expires, ReadOnlySpan<byte> content)
    {
        byte[] all = new byte[sizeof(uint) + sizeof(long) + Encoding.UTF8.GetByteCount(address)];
        BinaryPrimitives.WriteUInt32LittleEndian(all, FactStream.Checksum(content));
        BinaryPrimitives.WriteInt64LittleEndian(all.AsSpan(sizeof(uint)), expires);
        Encoding.UTF8.GetBytes(address, all.AsSpan(sizeof(uint) + sizeof(long)));
        return FactStream.Checksum(all);
    }
}
