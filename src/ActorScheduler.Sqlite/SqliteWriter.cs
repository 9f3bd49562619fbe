using ActorScheduler.Store;

namespace ActorScheduler.Sqlite;

/// <summary>
/// The one thread that writes to a file: what has come while it wrote goes into the next transaction together.
/// </summary>
internal sealed class SqliteWriter
{
    /// <summary>Facts in one transaction at which it does not wait for more: then the disk is not what costs.</summary>
    private const int FactsThatFill = 500;

    private readonly object _gate = new();
    private readonly SqliteFile _file;
    private readonly SqliteStoreOptions _options;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteDoorbells _bells = new();
    private List<SqliteWrite> _waiting = [];
    private List<SqliteWrite> _taken = [];
    private readonly Queue<SqliteRequest> _requests = new();
    private SqliteTables? _tables;
    private bool _closing;

    public SqliteWriter(SqliteFile file, SqliteStoreOptions options)
    {
        (_file, _options) = (file, options);
        new Thread(Run) { IsBackground = true, Name = "store " + Path.GetFileName(file.Path) }.Start();
    }

    public void Add(StoreCommit commit)
    {
        if (!TryAdd(new CommitWrite(commit))) commit.Completed(Closed());
    }

    /// <summary>Does something in a transaction; completes when it is there for good.</summary>
    public Task WriteAsync(TaskWrite write, CancellationToken cancellationToken)
    {
        if (!TryAdd(write)) write.Completed(Closed());
        return write.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Asks between two transactions.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteTables, T> read, CancellationToken cancellationToken)
    {
        var request = new SqliteRequest<T>(_file, read);
        lock (_gate)
        {
            if (_closing) return Task.FromException<T>(Closed());
            _requests.Enqueue(request);
            Monitor.Pulse(_gate);
        }

        return request.Answer.WaitAsync(cancellationToken);
    }

    /// <summary>Rings when letters may have come.</summary>
    public IDisposable Listen(string address, Action ring)
    {
        IDisposable bell = _bells.Add(address, ring);
        lock (_gate) Monitor.Pulse(_gate);      // it begins to look from time to time
        return bell;
    }

    /// <summary>Ends what was handed in.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }

        return _closed.Task;
    }

    private bool TryAdd(SqliteWrite write)
    {
        lock (_gate)
        {
            if (_closing) return false;
            _waiting.Add(write);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    private void Run()
    {
        while (Take())
        {
            try
            {
                _tables ??= new SqliteTables(_file, _file.Connect());
                Serve(_tables);
            }
            catch (Exception e)
            {
                // After an error of the disk the connection may be of no use any more: the next one gets a new one.
                _tables?.Dispose();
                _tables = null;
                _bells.Forget();
                Fail(e as StoreException ?? _file.New(StoreError.Unavailable, "gives an error", e));
            }
        }

        _tables?.Dispose();
        _closed.SetResult();
    }

    private void Serve(SqliteTables tables)
    {
        while (TakeRequest() is { } request) request.Serve(tables);
        if (_taken.Count > 0)
        {
            // Before anyone is told: what was told belongs to its owner again, who may be filling it anew.
            IReadOnlyList<Action> bells = _bells.Of(_taken);
            StoreException?[] refusals = tables.Write(_taken);
            for (int i = 0; i < refusals.Length; i++) _taken[i].Completed(refusals[i]);
            _taken.Clear();
            foreach (Action ring in bells) ring();
        }

        if (_bells.Any) _bells.Look(tables.Connection);
    }

    private void Fail(StoreException failure)
    {
        while (TakeRequest() is { } request) request.Fail(failure);
        foreach (SqliteWrite write in _taken) write.Completed(failure);
        _taken.Clear();
    }

    // False when it is closed and nothing is left.
    private bool Take()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && _requests.Count == 0)
            {
                if (_closing) return false;
                if (!_bells.Any) Monitor.Wait(_gate);
                else if (!Monitor.Wait(_gate, _options.PollInterval)) return true;      // to look who has written
            }

            if (_options.CommitDelay > TimeSpan.Zero && _requests.Count == 0) WaitForMore();
            (_waiting, _taken) = (_taken, _waiting);
            return true;
        }
    }

    private void WaitForMore()
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!_closing && _requests.Count == 0 && _waiting.Sum(static write => write.Weight) < FactsThatFill)
        {
            TimeSpan left = _options.CommitDelay - TimeProvider.System.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left)) return;
        }
    }

    private SqliteRequest? TakeRequest()
    {
        lock (_gate) return _requests.TryDequeue(out SqliteRequest? request) ? request : null;
    }

    private StoreException Closed() => _file.New(StoreError.Closed, "was closed");
}
