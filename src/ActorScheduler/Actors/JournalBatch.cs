using System.Buffers;
using ActorScheduler.Machines;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Actors;

/// <summary>The facts of some turns of a scheduler, and the effects that wait for them to be in the store.</summary>
internal sealed class JournalBatch(SchedulerCore core) : StoreCommit
{
    private readonly ArrayBufferWriter<byte> _facts = new(4096);
    private IReadOnlyList<ReadOnlyMemory<byte>>? _snapshot;

    /// <summary>What is to be done once it is in the store, in order.</summary>
    public EffectBuffer Effects { get; } = new();

    /// <summary>How the last attempt to commit it ended; null when well.</summary>
    public StoreException? Failure { get; private set; }

    public override ReadOnlyMemory<byte> Facts => _facts.WrittenMemory;

    public override IReadOnlyList<ReadOnlyMemory<byte>>? Snapshot => _snapshot;

    /// <summary>Makes it a new one that follows a position.</summary>
    public void Begin(long after)
    {
        After = after;
        Count = 0;
        _facts.ResetWrittenCount();
        _snapshot = null;
        Effects.Clear();
    }

    public void Add(Fact fact)
    {
        FactStream.Write(_facts, fact);
        Count++;
    }

    public void AddSnapshot(IReadOnlyList<ReadOnlyMemory<byte>> parts) => _snapshot = parts;

    public override void Completed(StoreException? failure)
    {
        Failure = failure;
        core.Tell(SchedulerMessageKind.Committed, this);
    }
}
