using ActorScheduler.Store;
using Microsoft.Data.Sqlite;

namespace ActorScheduler.Sqlite;

/// <summary>The exits that journals keep. Belongs to the writing thread; reading is for any connection.</summary>
internal sealed class SqliteExits(SqliteConnection connection) : IDisposable
{
    private const string Columns = "e.origin, e.sequence, e.segment, e.keyed, e.sum, e.content";

    private readonly SqliteStatement _insert = new(connection,
        "INSERT OR REPLACE INTO exits (journal, segment, origin, sequence, keyed, sum, content) "
        + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    private readonly SqliteStatement _segment = new(connection,
        "INSERT OR IGNORE INTO exit_segments (journal, segment) VALUES (?1, ?2)");
    private readonly SqliteStatement _drop = new(connection,
        "DELETE FROM exits WHERE journal = ?1 AND segment < ?2");
    private readonly SqliteStatement _dropSegment = new(connection,
        "DELETE FROM exit_segments WHERE journal = ?1 AND segment < ?2");

    public void Dispose()
    {
        _insert.Dispose();
        _segment.Dispose();
        _drop.Dispose();
        _dropSegment.Dispose();
    }

    public void Add(long journal, IReadOnlyList<KeptExit> exits)
    {
        long segment = -1;
        foreach (KeptExit exit in exits)
        {
            if (exit.Segment != segment) _segment.Bind(1, journal).Bind(2, segment = exit.Segment).Run();
            _insert.Bind(1, journal).Bind(2, segment).Bind(3, unchecked((long)exit.Job.Origin))
                .Bind(4, exit.Job.Sequence).Bind(5, exit.IsKeyed ? 1 : 0)
                .Bind(6, FactStream.Checksum(exit.Content.Span)).Bind(7, exit.Content.Span).Run();
        }
    }

    public void DropBelow(long journal, long segment)
    {
        _drop.Bind(1, journal).Bind(2, segment).Run();
        _dropSegment.Bind(1, journal).Bind(2, segment).Run();
    }

    /// <summary>All of a journal, the oldest segment first.</summary>
    public static SqliteCommand SelectAll(SqliteConnection connection, string journal)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT {Columns} FROM exits e JOIN journals j ON j.id = e.journal
            WHERE j.name = $name ORDER BY e.segment
            """;
        command.Parameters.AddWithValue("$name", journal);
        return command;
    }

    /// <summary>The newest of a job: its segment is not known, and there are few.</summary>
    public static SqliteCommand SelectOne(SqliteConnection connection, string journal, JobId job)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT {Columns} FROM journals j JOIN exit_segments s ON s.journal = j.id
            JOIN exits e ON e.journal = s.journal AND e.segment = s.segment
                AND e.origin = $origin AND e.sequence = $sequence
            WHERE j.name = $name ORDER BY s.segment DESC LIMIT 1
            """;
        command.Parameters.AddWithValue("$name", journal);
        command.Parameters.AddWithValue("$origin", unchecked((long)job.Origin));
        command.Parameters.AddWithValue("$sequence", job.Sequence);
        return command;
    }

    public static KeptExit Read(SqliteFile file, SqliteDataReader row)
    {
        var job = new JobId(unchecked((ulong)row.GetInt64(0)), row.GetInt64(1));
        byte[] content = (byte[])row[5];
        return FactStream.Checksum(content) == (uint)row.GetInt64(4)
            ? new KeptExit(job, row.GetInt64(2), row.GetInt64(3) != 0, content)
            : throw file.New(StoreError.Damaged, $"is damaged: the exit of job {job} is not as written");
    }
}
