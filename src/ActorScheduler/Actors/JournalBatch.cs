using System.Buffers;
using ActorScheduler.Machines;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Actors;

/// <summary>The facts of some turns of a scheduler, and the effects that wait for them to be in the store.</summary>
internal sealed class JournalBatch(SchedulerCore core) : StoreCommit
{
    private readonly ArrayBufferWriter<byte> _facts = new(4096);
    private readonly List<KeptExit> _exits = [];
    private readonly List<long> _consumed = [];
    private readonly List<BadLetter> _setAside = [];
    private readonly List<Letter> _letters = [];
    private IReadOnlyList<ReadOnlyMemory<byte>>? _snapshot;
    private long _firstSegment;

    /// <summary>What is to be done once it is in the store, in order.</summary>
    public EffectBuffer Effects { get; } = new();

    /// <summary>The jobs that are in the store with it for the first time.</summary>
    public List<JobHandle> Accepted { get; } = [];

    /// <summary>The handles that follow another job from there on, each with that job.</summary>
    public List<(JobHandle Job, JobHandle Leader)> Followers { get; } = [];

    /// <summary>
    /// True when an attempt to commit it has failed in a way that does not say whether it was written.
    /// </summary>
    public bool MayBeThere { get; set; }

    /// <summary>True when it was refused because the journal has another owner.</summary>
    public bool IsFenced { get; set; }

    /// <summary>How the last attempt to commit it ended; null when well.</summary>
    public StoreException? Failure { get; private set; }

    public override ReadOnlyMemory<byte> Facts => _facts.WrittenMemory;

    public override IReadOnlyList<ReadOnlyMemory<byte>>? Snapshot => _snapshot;

    public override IReadOnlyList<KeptExit> Exits => _exits;

    public override long FirstSegment => _firstSegment;

    public override IReadOnlyList<long> Consumed => _consumed;

    public override IReadOnlyList<BadLetter> SetAside => _setAside;

    public override IReadOnlyList<Letter> Letters => _letters;

    /// <summary>True when the store need not know of it.</summary>
    public bool IsEmpty => Count == 0 && _consumed.Count == 0 && _setAside.Count == 0 && _letters.Count == 0
        && _exits.Count == 0;

    /// <summary>Makes it a new one that follows a position.</summary>
    public void Begin(long after)
    {
        After = after;
        Count = 0;
        _facts.ResetWrittenCount();
        _snapshot = null;
        _firstSegment = 0;
        _exits.Clear();
        _consumed.Clear();
        _setAside.Clear();
        _letters.Clear();
        Effects.Clear();
        Accepted.Clear();
        Followers.Clear();
        MayBeThere = false;
        IsFenced = false;
    }

    public void Add(Fact fact)
    {
        FactStream.Write(_facts, fact);
        Count++;
    }

    public void Keep(KeptExit exit) => _exits.Add(exit);

    public void DropSegmentsBelow(long number) => _firstSegment = number;

    public void Consume(long letter) => _consumed.Add(letter);

    public void Add(BadLetter letter) => _setAside.Add(letter);

    public void Add(Letter letter) => _letters.Add(letter);

    public void AddSnapshot(IReadOnlyList<ReadOnlyMemory<byte>> parts) => _snapshot = parts;

    public override void Completed(StoreException? failure)
    {
        Failure = failure;
        core.Tell(SchedulerMessageKind.Committed, this);
    }
}
