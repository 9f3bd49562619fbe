using ActorScheduler.Store;

namespace ActorScheduler.Sqlite;

/// <summary>One of the things that go into a transaction together.</summary>
internal abstract class SqliteWrite
{
    /// <summary>Facts in it, or what costs as much.</summary>
    public abstract int Weight { get; }

    /// <summary>Letters in it.</summary>
    public abstract IReadOnlyList<Letter> Letters { get; }

    /// <summary>Does it inside the transaction; why it cannot be done, or null.</summary>
    public abstract StoreException? Apply(SqliteTables tables);

    /// <summary>The transaction has ended.</summary>
    public abstract void Completed(StoreException? failure);
}

/// <summary>What a journal's owner has decided.</summary>
internal sealed class CommitWrite(StoreCommit commit) : SqliteWrite
{
    public override int Weight => commit.Count;

    public override IReadOnlyList<Letter> Letters => commit.Letters;

    public override StoreException? Apply(SqliteTables tables) => tables.Apply(commit);

    public override void Completed(StoreException? failure) => commit.Completed(failure);
}

/// <summary>Something whose end a task tells.</summary>
internal sealed class TaskWrite(Action<SqliteTables> apply, IReadOnlyList<Letter> letters) : SqliteWrite
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    public override int Weight => letters.Count;

    public override IReadOnlyList<Letter> Letters => letters;

    public override StoreException? Apply(SqliteTables tables)
    {
        apply(tables);
        return null;
    }

    public override void Completed(StoreException? failure)
    {
        if (failure is null) _done.TrySetResult();
        else _done.TrySetException(failure);
    }
}
