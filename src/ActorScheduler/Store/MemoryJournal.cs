namespace ActorScheduler.Store;

/// <summary>One journal of a <see cref="MemoryStore"/>, under its lock.</summary>
internal sealed class MemoryJournal(string name)
{
    private readonly List<Row> _rows = [];
    private byte[][] _snapshot = [];
    private long _snapshotAt;
    private long _last;
    private readonly SortedDictionary<long, Dictionary<JobId, KeptExit>> _exits = [];
    private long _epoch;

    /// <summary>The journal as it is.</summary>
    public JournalHead Head => new(name, _epoch, _snapshotAt, _last);

    /// <summary>The exits that are kept, the oldest segment first.</summary>
    public IEnumerable<KeptExit> Exits => _exits.Values.SelectMany(static segment => segment.Values);

    public int FactCount => _rows.Sum(static row => row.Count);

    public JournalHead Open(long above)
    {
        DropTorn();
        _epoch = Math.Max(_epoch, above) + 1;
        return Head;
    }

    /// <summary>The newest exit of a job; null when none is kept.</summary>
    public KeptExit? FindExit(JobId job) =>
        _exits.Values.Reverse().Select(segment => segment.GetValueOrDefault(job)).FirstOrDefault(e => e is not null);

    public IEnumerable<JournalPiece> Read()
    {
        foreach (byte[] part in _snapshot) yield return new JournalPiece(true, part);
        foreach (Row row in _rows) yield return new JournalPiece(false, row.Facts);
    }

    /// <summary>Everything of it, for another store.</summary>
    public IEnumerable<StoreItem> ReadAll()
    {
        yield return new StoreItem.Journal(Head);
        foreach (byte[] part in _snapshot) yield return new StoreItem.Facts(new JournalPiece(true, part), 0);
        foreach (Row row in _rows.Where(static row => row.Count > 0))
            yield return new StoreItem.Facts(new JournalPiece(false, row.Facts), row.Count);
        foreach (KeptExit exit in Exits) yield return new StoreItem.Exit(exit);
    }

    /// <summary>A journal as another store has it; its facts and exits are added.</summary>
    public static MemoryJournal Of(JournalHead head) =>
        new(head.Journal) { _epoch = head.Epoch, _snapshotAt = head.Snapshot, _last = head.Snapshot };

    /// <summary>Adds what another store has in such a journal.</summary>
    public void Add(StoreItem item)
    {
        if (item is StoreItem.Exit { Kept: var exit })
        {
            KeepExit(exit);
            return;
        }

        (JournalPiece piece, int count) = (StoreItem.Facts)item;
        byte[] facts = piece.Facts.ToArray();
        if (piece.IsSnapshot)
        {
            _snapshot = [.. _snapshot, facts];
            return;
        }

        _rows.Add(new Row(count, facts, FactStream.Checksum(facts)));
        _last += count;
    }

    public StoreException? Commit(StoreCommit commit, MemoryInboxes inboxes, Func<StoreCommit, MemoryFault>? fault)
    {
        if (commit.Epoch != _epoch) return StoreRules.Fenced(commit, _epoch);
        if (StoreRules.IsThere(commit, _last)) return null;
        if (StoreRules.Check(commit, _last) is { } refusal) return refusal;
        MemoryFault what = fault?.Invoke(commit) ?? MemoryFault.None;
        if (what is MemoryFault.None or MemoryFault.After) Append(commit, inboxes);
        else if (what == MemoryFault.Torn) Tear(commit);
        return what == MemoryFault.None ? null : new StoreException(StoreError.Unavailable, "A fault was asked for.");
    }

    private void Append(StoreCommit commit, MemoryInboxes inboxes)
    {
        DropTorn();
        KeepExits(commit);
        inboxes.Delete(commit.Consumed);
        inboxes.SetAside(commit.SetAside);
        inboxes.Add(commit.Letters);
        byte[] facts = commit.Facts.ToArray();
        _last = commit.After + commit.Count;
        if (commit.Count > 0) _rows.Add(new Row(commit.Count, facts, FactStream.Checksum(facts)));
        if (commit.Snapshot is not { } snapshot) return;
        _snapshot = [.. snapshot.Select(static part => part.ToArray())];
        _snapshotAt = _last;
        _rows.Clear();
    }

    private void KeepExits(StoreCommit commit)
    {
        foreach (KeptExit exit in commit.Exits) KeepExit(exit);
        foreach (long old in _exits.Keys.TakeWhile(segment => segment < commit.FirstSegment).ToArray())
            _exits.Remove(old);
    }

    private void KeepExit(KeptExit exit)
    {
        if (!_exits.TryGetValue(exit.Segment, out Dictionary<JobId, KeptExit>? segment))
            _exits.Add(exit.Segment, segment = []);
        segment[exit.Job] = exit with { Content = exit.Content.ToArray() };
    }

    private void Tear(StoreCommit commit)
    {
        DropTorn();
        byte[] facts = commit.Facts.ToArray();
        _rows.Add(new Row(0, facts[..(facts.Length / 2)], FactStream.Checksum(facts)));
    }

    // A row that was never acknowledged: it is as if it had not been written.
    private void DropTorn()
    {
        if (_rows.Count > 0 && FactStream.Checksum(_rows[^1].Facts) != _rows[^1].Sum) _rows.RemoveAt(_rows.Count - 1);
    }

    private sealed record Row(int Count, byte[] Facts, uint Sum);
}
