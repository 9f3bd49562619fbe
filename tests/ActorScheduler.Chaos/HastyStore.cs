using ActorScheduler.Store;

namespace ActorScheduler.Chaos;

/// <summary>
/// A store that is in a hurry: it says that a commit is written, and writes it some time later. What it says is broken by
/// the next kill, which shows that the checker would see it.
/// </summary>
internal sealed class HastyStore(IStore store) : IStore
{
    private static readonly TimeSpan Later = TimeSpan.FromMilliseconds(40);

    private readonly Lock _gate = new();
    private Task _written = Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Commit(StoreCommit commit)
    {
        var copy = new Copy(commit);
        // In their order; one that fails is gone, which the checker may see as well.
        lock (_gate) _written = WriteAsync(_written, copy);
        commit.Completed(null);
    }

    public Task<JournalHead> OpenAsync(string journal, long above, CancellationToken cancellationToken) =>
        store.OpenAsync(journal, above, cancellationToken);

    public Task<IReadOnlyList<JournalHead>> ListAsync(CancellationToken cancellationToken) =>
        store.ListAsync(cancellationToken);

    public IAsyncEnumerable<JournalPiece> ReadAsync(string journal, CancellationToken cancellationToken) =>
        store.ReadAsync(journal, cancellationToken);

    public IAsyncEnumerable<KeptExit> ReadExitsAsync(string journal, CancellationToken cancellationToken) =>
        store.ReadExitsAsync(journal, cancellationToken);

    public Task<KeptExit?> FindExitAsync(string journal, JobId job, CancellationToken cancellationToken) =>
        store.FindExitAsync(journal, job, cancellationToken);

    public Task PostAsync(IReadOnlyList<Letter> letters, CancellationToken cancellationToken) =>
        store.PostAsync(letters, cancellationToken);

    public Task<IReadOnlyList<InboxRow>> ReadInboxAsync(
        string address, int most, bool setAside, CancellationToken cancellationToken) =>
        store.ReadInboxAsync(address, most, setAside, cancellationToken);

    public Task DiscardAsync(IReadOnlyList<long> rows, long now, CancellationToken cancellationToken) =>
        store.DiscardAsync(rows, now, cancellationToken);

    public IDisposable Listen(string address, Action ring) => store.Listen(address, ring);

    private async Task WriteAsync(Task before, Copy commit)
    {
        // real time: the span in which a kill makes it a liar
        await Task.Delay(Later, TimeProvider.System).ConfigureAwait(false);
        await before.ConfigureAwait(false);
        store.Commit(commit);
        await commit.Done.ConfigureAwait(false);
    }

    private sealed class Copy : StoreCommit
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly byte[] _facts;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public Copy(StoreCommit commit)
        {
            (Journal, Epoch, After, Count) = (commit.Journal, commit.Epoch, commit.After, commit.Count);
            _facts = commit.Facts.ToArray();
            (Snapshot, Exits, FirstSegment) = (commit.Snapshot, commit.Exits, commit.FirstSegment);
            (Consumed, SetAside, Letters) = (commit.Consumed, commit.SetAside, commit.Letters);
        }

        public Task Done => _done.Task;

        public override ReadOnlyMemory<byte> Facts => _facts;

        public override IReadOnlyList<ReadOnlyMemory<byte>>? Snapshot { get; }

        public override IReadOnlyList<KeptExit> Exits { get; }

        public override long FirstSegment { get; }

        public override IReadOnlyList<long> Consumed { get; }

        public override IReadOnlyList<BadLetter> SetAside { get; }

        public override IReadOnlyList<Letter> Letters { get; }

        public override void Completed(StoreException? failure) => _done.TrySetResult();
    }
}
