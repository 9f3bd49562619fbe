namespace ActorScheduler.Sqlite;

/// <summary>A question to the writing thread, which answers it between two transactions.</summary>
internal abstract class SqliteRequest
{
    public abstract void Serve(SqliteTables tables);

    public abstract void Fail(StoreException failure);
}

/// <summary>A question to the writing thread.</summary>
internal sealed class SqliteRequest<T>(SqliteFile file, Func<SqliteTables, T> read) : SqliteRequest
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    public override void Serve(SqliteTables tables)
    {
        try
        {
            _answer.TrySetResult(read(tables));
        }
        catch (StoreException e)
        {
            _answer.TrySetException(e);
        }
        catch (Microsoft.Data.Sqlite.SqliteException e)
        {
            _answer.TrySetException(file.Explain(e));
        }
    }

    public override void Fail(StoreException failure) => _answer.TrySetException(failure);
}
