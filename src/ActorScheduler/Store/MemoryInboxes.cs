namespace ActorScheduler.Store;

/// <summary>The letters of a <see cref="MemoryStore"/>, under its lock.</summary>
internal sealed class MemoryInboxes
{
    private readonly SortedDictionary<long, (Letter Letter, string? Why)> _letters = [];
    private readonly List<Bell> _bells = [];
    private long _lastId;

    public void Add(IReadOnlyList<Letter> letters)
    {
        foreach (Letter letter in letters)
            _letters.Add(++_lastId, (letter with { Content = letter.Content.ToArray() }, null));
    }

    public void Delete(IEnumerable<long> rows)
    {
        foreach (long row in rows) _letters.Remove(row);
    }

    public void DeleteExpired(long now) => Delete(
        [.. _letters.Where(l => l.Value.Letter.Expires is > 0 and var end && end <= now).Select(static l => l.Key)]);

    public void SetAside(IReadOnlyList<BadLetter> letters)
    {
        foreach (BadLetter letter in letters)
        {
            if (_letters.TryGetValue(letter.Row, out var found)) _letters[letter.Row] = (found.Letter, letter.Why);
        }
    }

    public IReadOnlyList<InboxRow> Read(string address, int most, bool setAside) =>
    [
        .. _letters.Where(l => l.Value.Letter.Address == address && l.Value.Why is not null == setAside)
            .Take(most).Select(static l => new InboxRow(l.Key, l.Value.Letter.Content, l.Value.Why)),
    ];

    /// <summary>The addresses that letters lie at.</summary>
    public IReadOnlyList<InboxHead> List() =>
    [
        .. _letters.Values.GroupBy(static l => l.Letter.Address, StringComparer.Ordinal)
            .OrderBy(static a => a.Key, StringComparer.Ordinal)
            .Select(static a => new InboxHead(
                a.Key, a.Count(static l => l.Why is null), a.Count(static l => l.Why is not null))),
    ];

    /// <summary>All letters, in order.</summary>
    public IEnumerable<StoreItem> ReadAll() => _letters.Values.Select(static l => new StoreItem.Mail(l.Letter, l.Why));

    /// <summary>Takes in a letter of another store.</summary>
    public void Add(StoreItem.Mail mail) => _letters.Add(++_lastId, (mail.Content, mail.Why));

    public IDisposable Listen(Lock gate, string address, Action ring)
    {
        var bell = new Bell(gate, _bells, address, ring);
        _bells.Add(bell);
        return bell;
    }

    /// <summary>What is to be called outside of the lock, now that letters have come.</summary>
    public Action[] BellsOf(IReadOnlyList<Letter> letters) => letters.Count == 0 ? [] :
        [.. _bells.Where(b => letters.Any(letter => letter.Address == b.Address)).Select(static b => b.Ring)];

    private sealed class Bell(Lock gate, List<Bell> bells, string address, Action ring) : IDisposable
    {
        public string Address => address;

        public Action Ring => ring;

        public void Dispose()
        {
            lock (gate) bells.Remove(this);
        }
    }
}
