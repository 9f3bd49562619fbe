using System.Buffers;
using ActorScheduler.Machines;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Actors;

/// <summary>
/// Between a durable scheduler's turns and its store: collects the facts of turns, hands them in, and releases the
/// effects of each turn when its facts are in the store, in order. Turns go on meanwhile. Belongs to the actor.
/// </summary>
/// <remarks>
/// A commit that failed is repeated until it succeeds: nothing of it was acknowledged, and what the machine has decided
/// since stands on it. While it does not succeed, new jobs are refused (<see cref="Trouble"/>). No commit is without a
/// fact: by the place that it takes, a repetition is known as one, and sends no letter twice.
/// </remarks>
internal sealed class JournalOutbox(SchedulerCore core, IStore store, JournalHead head, FactWriter facts)
{
    /// <summary>Facts at which a batch does not wait for the turns that are already in the mailbox.</summary>
    private const int FactsThatFill = 500;

    /// <summary>
    /// And bytes: a batch is one row, and no row comes near what a store takes (SQLite: a gigabyte).
    /// </summary>
    private const int BytesThatFill = 4 * 1024 * 1024;

    private const int BytesOfAPart = 1024 * 1024;

    private readonly Queue<JournalBatch> _inFlight = new();
    private readonly Stack<JournalBatch> _spare = new();
    private JournalBatch? _lastInFlight;
    private JournalBatch _current = NewBatch(core, head);
    private long _next = head.Last;
    private long _factsSinceSnapshot = head.Last - head.Snapshot;
    private int _unanswered;
    private bool _flushAsked;
    private bool _closing;

    /// <summary>Why the store cannot be written now; null while it can.</summary>
    public StoreException? Trouble { get; private set; }

    /// <summary>True when nothing waits for the store.</summary>
    public bool IsIdle => _inFlight.Count == 0 && _current.IsEmpty;

    public void Add(Fact fact)
    {
        _current.Add(fact);
        _next++;
        _factsSinceSnapshot++;
    }

    /// <summary>
    /// No snapshot is taken from now on: jobs that a scheduler lets go, for its next life, are not there any more to be
    /// written down as a whole.
    /// </summary>
    public void Close() => _closing = true;

    public void Keep(KeptExit exit) => _current.Keep(exit);

    public void DropSegmentsBelow(long number) => _current.DropSegmentsBelow(number);

    /// <summary>A letter has had its effect in this turn.</summary>
    public void Consume(long letter) => _current.Consume(letter);

    /// <summary>A letter cannot be understood.</summary>
    public void SetAside(BadLetter letter) => _current.Add(letter);

    /// <summary>Sends a letter with the facts of this turn.</summary>
    public void Send(Letter letter) => _current.Add(letter);

    /// <summary>A job whose fact comes next is in the store with it.</summary>
    public void AddAccepted(JobHandle job) => _current.Accepted.Add(job);

    /// <summary>A job that follows another is in the store with that one, which perhaps is on its way there.</summary>
    public void AddFollower(JobHandle job, JobHandle leader)
    {
        if (!IsIdle) (_current.IsEmpty ? _lastInFlight! : _current).Followers.Add((job, leader));
    }

    /// <summary>Takes over what a turn wants done behind its facts; false when it may be done at once.</summary>
    public bool Defers(EffectBuffer effects, EffectRunner runner)
    {
        if (IsIdle) return false;
        EffectBuffer target = !_current.IsEmpty ? _current.Effects : _lastInFlight!.Effects;
        foreach (ref readonly Effect effect in effects.Span)
        {
            if (IsHarmless(effect.Kind)) runner.RunOne(effect);
            else target.Add(effect.Kind, effect.Target, effect.Value);
        }

        effects.Clear();
        if (_current.Count >= FactsThatFill || _current.Facts.Length >= BytesThatFill) Flush();
        else if (!_current.IsEmpty && !_flushAsked)
        {
            _flushAsked = true;
            core.Tell(SchedulerMessageKind.FlushJournal);     // behind the turns that are in the mailbox by now
        }

        return true;
    }

    /// <summary>Hands in what was collected.</summary>
    public void Flush()
    {
        _flushAsked = false;
        if (_current.IsEmpty || Trouble is not null) return;
        if (_current.Count == 0) Add(new Fact { PlaceTaken = new PlaceTaken() });
        if (!_closing && _factsSinceSnapshot > FactsBetweenSnapshots)
        {
            _factsSinceSnapshot = 0;
            _current.AddSnapshot(EncodeSnapshot());
        }

        JournalBatch batch = _current;
        _current = _spare.TryPop(out JournalBatch? spare) ? spare : NewBatch(core, head);
        _current.Begin(_next);
        _inFlight.Enqueue(batch);
        _lastInFlight = batch;
        _unanswered++;
        store.Commit(batch);
    }

    /// <summary>The store has answered.</summary>
    /// <returns>
    /// True when the batch is in the store, and so all before it are, also those of which a failure was told:
    /// <see cref="Release"/> them, up to this one. False when it failed.
    /// </returns>
    /// <exception cref="StoreException">It is no use to try again.</exception>
    public bool Answered(JournalBatch batch)
    {
        Ensure.That(_unanswered > 0, "A commit is answered once each time that it is handed in.");
        _unanswered--;
        if (batch.Failure is { } failure)
        {
            batch.IsFenced = failure.Error == StoreError.Fenced;
            batch.MayBeThere |= failure.Error is not (StoreError.Fenced or StoreError.OutOfOrder);
            bool isLater = failure.Error == StoreError.OutOfOrder && Trouble is not null;
            if (failure.Error is StoreError.Unavailable or StoreError.Busy or StoreError.Full) Trouble = failure;
            else if (!isLater) throw failure;
            return false;
        }

        Ensure.That(_inFlight.Contains(batch), "What was written has been handed in and was not released.");
        if (Trouble is not null)
        {
            Trouble = null;
            Flush();
        }

        return true;
    }

    /// <summary>The oldest batch that waits: its effects are carried out now.</summary>
    public JournalBatch Release() => _inFlight.Dequeue();

    /// <summary>True when all that was handed in has come back and something is to be tried again.</summary>
    public bool WantsRetry => Trouble is not null && _unanswered == 0;

    /// <summary>Hands in again what failed. The trouble is over when the first of them succeeds.</summary>
    public void Retry()
    {
        foreach (JournalBatch batch in _inFlight.ToArray())
        {
            _unanswered++;
            store.Commit(batch);
        }
    }

    /// <summary>Its effects were carried out.</summary>
    public void Recycle(JournalBatch batch)
    {
        batch.Begin(0);
        _spare.Push(batch);
    }

    /// <summary>
    /// What was decided and is not known to be in the store, in order; of each batch whether it is known not to be.
    /// </summary>
    /// <remarks>
    /// One that was refused to an owner of the past is not there, unless an earlier attempt may have written it; nor is
    /// any behind it, which the store would have taken after it only. What was not handed in cannot be there.
    /// </remarks>
    public IEnumerable<(JournalBatch Batch, bool IsNotThere)> Unacknowledged()
    {
        bool isFenced = false, isNotThere = false;
        foreach (JournalBatch batch in _inFlight)
        {
            isFenced |= batch.IsFenced;
            isNotThere |= isFenced && !batch.MayBeThere;
            yield return (batch, isNotThere);
        }

        yield return (_current, true);
    }

    private long FactsBetweenSnapshots => core.Node.Snapshots.FactsFor(facts.Live.Count, facts.Shelf.KeyedCount);

    // Nobody outside learns a decision by these, and others wait for them.
    private static bool IsHarmless(EffectKind kind) => kind is EffectKind.ReadLoad or EffectKind.SetLoadTimer
        or EffectKind.RequestToken or EffectKind.ReleaseToken or EffectKind.TellGroup;

    private static JournalBatch NewBatch(SchedulerCore core, JournalHead head)
    {
        var batch = new JournalBatch(core) { Journal = head.Journal, Epoch = head.Epoch };
        batch.Begin(head.Last);
        return batch;
    }

    private List<ReadOnlyMemory<byte>> EncodeSnapshot()
    {
        List<ReadOnlyMemory<byte>> parts = [];
        var part = new ArrayBufferWriter<byte>();
        foreach (Fact fact in facts.Snapshot())
        {
            FactStream.Write(part, fact);
            if (part.WrittenCount < BytesOfAPart) continue;
            parts.Add(part.WrittenMemory);
            part = new ArrayBufferWriter<byte>();
        }

        parts.Add(part.WrittenMemory);
        return parts;
    }
}
