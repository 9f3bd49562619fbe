using Microsoft.Data.Sqlite;

namespace ActorScheduler.Sqlite;

/// <summary>
/// Those who want to know of letters. Other processes cannot ring, so the writing thread looks from time to time
/// whether one of them has written to the file. Thread-safe but for <see cref="Look"/>.
/// </summary>
internal sealed class SqliteDoorbells
{
    private readonly Lock _gate = new();
    private readonly List<Bell> _bells = [];
    private long _version = -1;

    /// <summary>True when somebody listens, so that it is worth to look.</summary>
    public bool Any
    {
        get
        {
            lock (_gate) return _bells.Count > 0;
        }
    }

    public IDisposable Add(string address, Action ring)
    {
        var bell = new Bell(this, address, ring);
        lock (_gate) _bells.Add(bell);
        return bell;
    }

    /// <summary>The bells of those who get letters; they ring when these are written.</summary>
    public IReadOnlyList<Action> Of(List<SqliteWrite> writes)
    {
        if (!writes.Exists(static write => write.Letters.Count > 0)) return [];
        var addresses = writes.SelectMany(static write => write.Letters).Select(static letter => letter.Address)
            .ToHashSet(StringComparer.Ordinal);
        lock (_gate)
            return [.. _bells.Where(bell => addresses.Contains(bell.Address)).Select(bell => (Action)bell.Ring)];
    }

    /// <summary>Rings for all when another process has written. For the writing thread.</summary>
    public void Look(SqliteConnection connection)
    {
        long version = SqliteFile.Query(connection, "PRAGMA data_version");
        if (version == _version) return;
        _version = version;
        Bell[] bells;
        lock (_gate) bells = [.. _bells];
        foreach (Bell bell in bells) bell.Ring();
    }

    /// <summary>The connection is another one: what it says tells nothing of before.</summary>
    public void Forget() => _version = -1;

    private sealed class Bell(SqliteDoorbells owner, string address, Action ring) : IDisposable
    {
        public string Address => address;

        public void Ring() => ring();

        public void Dispose()
        {
            lock (owner._gate) owner._bells.Remove(this);
        }
    }
}
