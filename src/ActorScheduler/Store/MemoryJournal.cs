namespace ActorScheduler.Store;

/// <summary>One journal of a <see cref="MemoryStore"/>, under its lock.</summary>
internal sealed class MemoryJournal(string name)
{
    private readonly List<Row> _rows = [];
    private byte[][] _snapshot = [];
    private long _snapshotAt;
    private long _last;
    private long _epoch;

    public int FactCount => _rows.Sum(static row => row.Count);

    public JournalHead Open()
    {
        DropTorn();
        return new JournalHead(name, ++_epoch, _snapshotAt, _last);
    }

    public IEnumerable<JournalPiece> Read()
    {
        foreach (byte[] part in _snapshot) yield return new JournalPiece(true, part);
        foreach (Row row in _rows) yield return new JournalPiece(false, row.Facts);
    }

    public StoreException? Commit(StoreCommit commit, Func<StoreCommit, MemoryFault>? fault)
    {
        if (commit.Epoch != _epoch) return StoreRules.Fenced(commit, _epoch);
        if (StoreRules.IsThere(commit, _last)) return null;
        if (StoreRules.Check(commit, _last) is { } refusal) return refusal;
        MemoryFault what = fault?.Invoke(commit) ?? MemoryFault.None;
        if (what is MemoryFault.None or MemoryFault.After) Append(commit);
        else if (what == MemoryFault.Torn) Tear(commit);
        return what == MemoryFault.None ? null : new StoreException(StoreError.Unavailable, "A fault was asked for.");
    }

    private void Append(StoreCommit commit)
    {
        DropTorn();
        byte[] facts = commit.Facts.ToArray();
        _last = commit.After + commit.Count;
        if (commit.Count > 0) _rows.Add(new Row(commit.Count, facts, FactStream.Checksum(facts)));
        if (commit.Snapshot is not { } snapshot) return;
        _snapshot = [.. snapshot.Select(static part => part.ToArray())];
        _snapshotAt = _last;
        _rows.Clear();
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
