using ActorScheduler.Store;
using Microsoft.Data.Sqlite;

namespace ActorScheduler.Sqlite;

/// <summary>The inboxes. Belongs to the writing thread.</summary>
internal sealed class SqliteLetters(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _insert = new(connection,
        "INSERT INTO letters (address, expires, content) VALUES (?1, ?2, ?3)");
    private readonly SqliteStatement _delete = new(connection, "DELETE FROM letters WHERE id = ?1");
    private readonly SqliteStatement _setAside = new(connection, "UPDATE letters SET why = ?2 WHERE id = ?1");
    private readonly SqliteStatement _expire = new(connection,
        "DELETE FROM letters WHERE expires > 0 AND expires <= ?1");

    public void Dispose()
    {
        _insert.Dispose();
        _delete.Dispose();
        _setAside.Dispose();
        _expire.Dispose();
    }

    public void Add(IReadOnlyList<Letter> letters)
    {
        foreach (Letter letter in letters)
            _insert.Bind(1, letter.Address).Bind(2, letter.Expires).Bind(3, letter.Content.Span).Run();
    }

    public void Delete(IReadOnlyList<long> rows)
    {
        foreach (long row in rows) _delete.Bind(1, row).Run();
    }

    public void DeleteExpired(long now) => _expire.Bind(1, now).Run();

    public void SetAside(IReadOnlyList<BadLetter> letters)
    {
        foreach (BadLetter letter in letters) _setAside.Bind(1, letter.Row).Bind(2, letter.Why).Run();
    }

    public IReadOnlyList<InboxRow> Read(string address, int most, bool setAside)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT id, content, why FROM letters
            WHERE address = $address AND (why IS NOT NULL) = $aside ORDER BY id LIMIT $most
            """;
        command.Parameters.AddWithValue("$address", address);
        command.Parameters.AddWithValue("$aside", setAside ? 1 : 0);
        command.Parameters.AddWithValue("$most", most);
        using SqliteDataReader row = command.ExecuteReader();
        List<InboxRow> letters = [];
        while (row.Read())
            letters.Add(new InboxRow(row.GetInt64(0), (byte[])row[1], row.IsDBNull(2) ? null : row.GetString(2)));
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
}
