using System.Diagnostics.CodeAnalysis;
using ActorScheduler.Store;

namespace ActorScheduler.Chaos;

/// <summary>
/// A store that is in a hurry: it says that a commit is written, and writes it some time later. What it says is broken by
/// the next kill, which shows that the checker would see it.
/// </summary>
internal sealed class HastyStore(IStore store) : RelayStore(store)
{
    private static readonly TimeSpan Later = TimeSpan.FromMilliseconds(40);

    private readonly Lock _gate = new();
    private Task _written = Task.CompletedTask;

    public override void Commit(StoreCommit commit)
    {
        var copy = new Copy(commit);
        // In their order; one that fails is gone, which the checker may see as well.
        lock (_gate) _written = WriteAsync(_written, copy);
        commit.Completed(null);
    }

    private async Task WriteAsync(Task before, Copy commit)
    {
        // real time: the span in which a kill makes it a liar
        await Task.Delay(Later, TimeProvider.System).ConfigureAwait(false);
        await before.ConfigureAwait(false);
        base.Commit(commit);
        await commit.Done.ConfigureAwait(false);
    }

    // Its owner uses the bytes anew once it believes that they are written.
    private sealed class Copy : RelayCommit
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly byte[] _facts;

        [SetsRequiredMembers]
        public Copy(StoreCommit commit)
            : base(commit)
        {
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
