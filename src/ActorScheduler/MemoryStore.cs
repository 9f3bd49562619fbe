using System.Runtime.CompilerServices;
using ActorScheduler.Store;

namespace ActorScheduler;

/// <summary>
/// A store in this process's memory, for tests: it outlives nodes, not the process. What was committed stays whatever
/// becomes of the node that wrote it. Thread-safe.
/// </summary>
public sealed class MemoryStore : IStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryJournal> _journals = new(StringComparer.Ordinal);
    private readonly Queue<StoreCommit> _held = new();
    private bool _holds;
    private bool _closed;

    /// <summary>Says of each commit what goes wrong with it; null for nothing. Called under the store's lock.</summary>
    internal Func<StoreCommit, MemoryFault>? Fault { get; set; }

    /// <summary>How long a commit takes, by <see cref="Time"/>.</summary>
    internal TimeSpan Latency { get; init; }

    /// <summary>Counts the latency.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How many facts a journal has now, those that a snapshot stands for left out.</summary>
    internal int CountFacts(string journal)
    {
        lock (_gate) return _journals.TryGetValue(journal, out MemoryJournal? found) ? found.FactCount : 0;
    }

    /// <summary>From now on commits wait until <see cref="Release"/>.</summary>
    internal void Hold()
    {
        lock (_gate) _holds = true;
    }

    /// <summary>Lets the commits that wait go on, and those that come.</summary>
    internal void Release()
    {
        StoreCommit[] waiting;
        lock (_gate)
        {
            _holds = false;
            waiting = [.. _held];
            _held.Clear();
        }

        foreach (StoreCommit commit in waiting) Apply(commit);
    }

    /// <summary>The process that wrote is gone: what waits is never committed and nobody is told.</summary>
    internal void DropHeld()
    {
        lock (_gate)
        {
            _holds = false;
            _held.Clear();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_gate) _closed = true;
        return ValueTask.CompletedTask;
    }

    Task<JournalHead> IStore.OpenAsync(string journal, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_closed) return Task.FromException<JournalHead>(Closed());
            if (!_journals.TryGetValue(journal, out MemoryJournal? found))
                _journals.Add(journal, found = new MemoryJournal(journal));
            return Task.FromResult(found.Open());
        }
    }

    async IAsyncEnumerable<JournalPiece> IStore.ReadAsync(
        JournalHead head, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JournalPiece[] pieces;
        lock (_gate) pieces = [.. _journals[head.Journal].Read()];
        foreach (JournalPiece piece in pieces) yield return piece;
        await Task.CompletedTask.ConfigureAwait(false);
    }

    void IStore.Commit(StoreCommit commit)
    {
        lock (_gate)
        {
            if (_holds)
            {
                _held.Enqueue(commit);
                return;
            }
        }

        if (Latency <= TimeSpan.Zero) Apply(commit);
        else _ = new LateCommit(this, commit, Time, Latency);
    }

    private void Apply(StoreCommit commit)
    {
        StoreException? failure;
        lock (_gate) failure = _closed ? Closed() : _journals[commit.Journal].Commit(commit, Fault);
        commit.Completed(failure);
    }

    private static StoreException Closed() => new(StoreError.Closed, "The store was disposed.");

    private sealed class LateCommit
    {
        private readonly ITimer _timer;

        public LateCommit(MemoryStore store, StoreCommit commit, TimeProvider time, TimeSpan latency) =>
            _timer = time.CreateTimer(
                _ =>
                {
                    store.Apply(commit);
                    _timer?.Dispose();
                },
                null, latency, Timeout.InfiniteTimeSpan);
    }
}
