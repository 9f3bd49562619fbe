using System.Diagnostics.CodeAnalysis;
using ActorScheduler.Store;

namespace ActorScheduler.Chaos;

/// <summary>A commit that stands for another one.</summary>
internal class RelayCommit : StoreCommit
{
    private readonly StoreCommit _commit;

    [SetsRequiredMembers]
    public RelayCommit(StoreCommit commit)
    {
        _commit = commit;
        (Journal, Epoch, After, Count) = (commit.Journal, commit.Epoch, commit.After, commit.Count);
    }

    public override ReadOnlyMemory<byte> Facts => _commit.Facts;

    public override IReadOnlyList<ReadOnlyMemory<byte>>? Snapshot => _commit.Snapshot;

    public override IReadOnlyList<KeptExit> Exits => _commit.Exits;

    public override long FirstSegment => _commit.FirstSegment;

    public override IReadOnlyList<long> Consumed => _commit.Consumed;

    public override IReadOnlyList<BadLetter> SetAside => _commit.SetAside;

    public override IReadOnlyList<Letter> Letters => _commit.Letters;

    public override void Completed(StoreException? failure) => _commit.Completed(failure);
}
