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
/// order in which they were handed in, and after one that failed those behind it fail too; unless that one is there all
/// the same: that one behind it succeeds says that it is.
/// <para>
/// Letters are how others than the owner have a say: anybody posts to an address, and the owner consumes a letter in
/// the commit of what it has decided about it, so each has its effect once.
/// </para>
/// </remarks>
public interface IStore : IAsyncDisposable
{
    /// <summary>Takes a journal over, made when it is not there.</summary>
    /// <param name="journal">Its name.</param>
    /// <param name="above">The new epoch is higher than this one, too: of a journal that came from elsewhere.</param>
    /// <param name="cancellationToken">Gives up waiting for it.</param>
    /// <exception cref="StoreException">It cannot be.</exception>
    internal Task<JournalHead> OpenAsync(string journal, long above, CancellationToken cancellationToken);

    /// <summary>All journals as they are; none is taken over.</summary>
    internal Task<IReadOnlyList<JournalHead>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Gives the newest snapshot, when there is one, and the facts behind it, in order, in pieces of any size: all as
    /// they are at one moment, whoever owns the journal. Nothing when there is no such journal.
    /// </summary>
    /// <exception cref="StoreException">The journal is damaged, or cannot be read.</exception>
    internal IAsyncEnumerable<JournalPiece> ReadAsync(string journal, CancellationToken cancellationToken);

    /// <summary>
    /// Hands in what one or several turns have decided, and returns at once;
    /// <see cref="StoreCommit.Completed"/> follows, once, perhaps before this returns.
    /// </summary>
    internal void Commit(StoreCommit commit);

    /// <summary>The exits that a journal keeps, the oldest segment first.</summary>
    internal IAsyncEnumerable<KeptExit> ReadExitsAsync(string journal, CancellationToken cancellationToken);

    /// <summary>The newest exit of a job; null when none is kept.</summary>
    internal Task<KeptExit?> FindExitAsync(string journal, JobId job, CancellationToken cancellationToken);

    /// <summary>
    /// Puts letters into their inboxes, all or none; completes when they are there for good. One that failed may be
    /// there all the same.
    /// </summary>
    /// <exception cref="StoreException">They are not known to be there.</exception>
    internal Task PostAsync(IReadOnlyList<Letter> letters, CancellationToken cancellationToken);

    /// <summary>
    /// The oldest letters of an address that nobody has consumed, in order. A letter that was read stays until it is
    /// consumed by a commit or discarded. One that is not as it was written comes with the reason to set it aside.
    /// </summary>
    /// <param name="address">The inbox.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="setAside">True for those that were set aside, false for all others.</param>
    /// <param name="cancellationToken">Gives up waiting for it.</param>
    internal Task<IReadOnlyList<InboxRow>> ReadInboxAsync(
        string address, int most, bool setAside, CancellationToken cancellationToken);

    /// <summary>The addresses that letters lie at, in order, with how many.</summary>
    internal Task<IReadOnlyList<InboxHead>> ListInboxesAsync(CancellationToken cancellationToken);

    /// <summary>Drops letters that nobody will answer for: those in the list, and all that have expired.</summary>
    internal Task DiscardAsync(IReadOnlyList<long> rows, long now, CancellationToken cancellationToken);

    /// <summary>
    /// Rings when letters may have come to an address, at once for those of this process, soon for others; also for no
    /// reason. Rings on any thread, perhaps inside a call to the store: it may only post a message. Dispose to end it.
    /// </summary>
    internal IDisposable Listen(string address, Action ring);

    /// <summary>
    /// Gives everything that is in the store, as of one moment: each journal with its facts and then its exits, and at
    /// last the letters. Nobody's commits wait for it.
    /// </summary>
    /// <exception cref="StoreException">It is damaged, or cannot be read.</exception>
    internal IAsyncEnumerable<StoreItem> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes in what another store has given, all of it or nothing: also when the source ends with an exception, which
    /// comes out of here.
    /// </summary>
    /// <exception cref="StoreException">
    /// One of the journals is here already, or the store cannot be written.
    /// </exception>
    internal Task AddAllAsync(IEnumerable<StoreItem> items, CancellationToken cancellationToken);
}
