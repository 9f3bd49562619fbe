using System.Diagnostics.CodeAnalysis;
using ActorScheduler.Store;

namespace ActorScheduler.Cli.State;

/// <summary>A commit as it was handed in, whose failure is told to one more.</summary>
internal sealed class WatchedCommit : StoreCommit
{
    private readonly StoreCommit _commit;
    private readonly WatchedStore _store;

    [SetsRequiredMembers]
    public WatchedCommit(StoreCommit commit, WatchedStore store)
    {
        _commit = commit;
        _store = store;
        Journal = commit.Journal;
        Epoch = commit.Epoch;
        After = commit.After;
        Count = commit.Count;
    }

    public override ReadOnlyMemory<byte> Facts => _commit.Facts;

    public override IReadOnlyList<ReadOnlyMemory<byte>>? Snapshot => _commit.Snapshot;

    public override IReadOnlyList<KeptExit> Exits => _commit.Exits;

    public override long FirstSegment => _commit.FirstSegment;

    public override IReadOnlyList<long> Consumed => _commit.Consumed;

    public override IReadOnlyList<BadLetter> SetAside => _commit.SetAside;

    public override IReadOnlyList<Letter> Letters => _commit.Letters;

    // The scheduler first: what the other does of it comes behind.
    public override void Completed(StoreException? failure)
    {
        _commit.Completed(failure);
        if (failure is not null) _store.Failed?.Invoke(failure);
    }
}
