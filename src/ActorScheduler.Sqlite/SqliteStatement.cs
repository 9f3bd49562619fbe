using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActorScheduler.Sqlite;

/// <summary>
/// A statement that is prepared once and run for every row: binding through commands costs more than the row does.
/// Belongs to one thread.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection;
        int code = raw.sqlite3_prepare_v2(connection.Handle, sql, out _statement);
        if (code != raw.SQLITE_OK) throw Failed(code);
    }

    public void Dispose() => _statement.Dispose();

    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, string value)
    {
        Check(raw.sqlite3_bind_text(_statement, index, value));
        return this;
    }

    public SqliteStatement BindNull(int index)
    {
        Check(raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run()
    {
        int code = raw.sqlite3_step(_statement);
        SqliteException? failure = code is raw.SQLITE_DONE or raw.SQLITE_ROW ? null : Failed(code);
        raw.sqlite3_reset(_statement);      // tells the same error again
        if (failure is not null) throw failure;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw Failed(code);
    }

    private SqliteException Failed(int code) =>
        new(raw.sqlite3_errmsg(_connection.Handle).utf8_to_string(), code);
}
