using ActorScheduler.Store;

namespace ActorScheduler;

/// <summary>
/// Where durable schedulers keep what was decided: <see cref="MemoryStore"/> for tests, a SQLite file for one machine.
/// Give it to <c>NodeOptions.Store</c>. Its members are the library's own: what a store promises is the subject
/// of one suite of tests that runs on all of them.
/// </summary>
/// <remarks>
/// A journal is the facts of one scheduler, numbered from 1 without a gap. Whoever opens it owns it: its epoch rises,
/// and a commit under an older epoch is refused from then on. A commit is whole or not at all, also when the outcome is
/// not told; repeating it is safe, because it names the position that it follows. Commits of one journal end in the
/// order in which they were handed in, and after one that failed those behind it fail too.
/// </remarks>
public interface IStore : IAsyncDisposable
{
    /// <summary>Takes a journal over, made when it is not there.</summary>
    /// <exception cref="StoreException">It cannot be.</exception>
    internal Task<JournalHead> OpenAsync(string journal, CancellationToken cancellationToken);

    /// <summary>
    /// Gives the newest snapshot, when there is one, and the facts behind it, in order, in pieces of any size.
    /// </summary>
    /// <exception cref="StoreException">The journal is damaged, or cannot be read.</exception>
    internal IAsyncEnumerable<JournalPiece> ReadAsync(JournalHead head, CancellationToken cancellationToken);

    /// <summary>
    /// Hands in what one or several turns have decided, and returns at once;
    /// <see cref="StoreCommit.Completed"/> follows, once, perhaps before this returns.
    /// </summary>
    internal void Commit(StoreCommit commit);
}
