using ActorScheduler.Store;
using Microsoft.Data.Sqlite;

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
    private readonly TimeSpan _delay;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<StoreCommit> _waiting = [];
    private List<StoreCommit> _taken = [];
    private readonly Queue<OpenRequest> _requests = new();
    private bool _closing;

    public SqliteWriter(SqliteFile file, SqliteStoreOptions options)
    {
        _file = file;
        _delay = options.CommitDelay;
        new Thread(Run) { IsBackground = true, Name = "store " + Path.GetFileName(file.Path) }.Start();
    }

    public void Add(StoreCommit commit)
    {
        lock (_gate)
        {
            if (!_closing)
            {
                _waiting.Add(commit);
                Monitor.Pulse(_gate);
                return;
            }
        }

        commit.Completed(Closed());
    }

    public Task<JournalHead> OpenAsync(string journal, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<JournalHead>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_closing) return Task.FromException<JournalHead>(Closed());
            _requests.Enqueue(new OpenRequest(journal, answer));
            Monitor.Pulse(_gate);
        }

        return answer.Task.WaitAsync(cancellationToken);
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

    private void Run()
    {
        SqliteTables? tables = null;
        while (Take())
        {
            try
            {
                tables ??= new SqliteTables(_file, _file.Connect());
                Serve(tables);
            }
            catch (Exception e)
            {
                // After an error of the disk the connection may be of no use any more: the next one gets a new one.
                tables?.Dispose();
                tables = null;
                Fail(e as StoreException ?? _file.New(StoreError.Unavailable, "gives an error", e));
            }
        }

        tables?.Dispose();
        _closed.SetResult();
    }

    private void Serve(SqliteTables tables)
    {
        while (TakeRequest() is { } request) request.Serve(tables);
        if (_taken.Count == 0) return;
        StoreException?[] refusals = tables.Commit(_taken);
        for (int i = 0; i < refusals.Length; i++) _taken[i].Completed(refusals[i]);
        _taken.Clear();
    }

    private void Fail(StoreException failure)
    {
        while (TakeRequest() is { } request) request.Answer.TrySetException(failure);
        foreach (StoreCommit commit in _taken) commit.Completed(failure);
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
                Monitor.Wait(_gate);
            }

            if (_delay > TimeSpan.Zero && _requests.Count == 0) WaitForMore();
            (_waiting, _taken) = (_taken, _waiting);
            return true;
        }
    }

    private void WaitForMore()
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!_closing && _requests.Count == 0 && _waiting.Sum(static commit => commit.Count) < FactsThatFill)
        {
            TimeSpan left = _delay - TimeProvider.System.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left)) return;
        }
    }

    private OpenRequest? TakeRequest()
    {
        lock (_gate) return _requests.TryDequeue(out OpenRequest? request) ? request : null;
    }

    private StoreException Closed() => _file.New(StoreError.Closed, "was closed");

    private sealed record OpenRequest(string Journal, TaskCompletionSource<JournalHead> Answer)
    {
        public void Serve(SqliteTables tables)
        {
            try
            {
                Answer.TrySetResult(tables.Open(Journal));
            }
            catch (StoreException e)
            {
                Answer.TrySetException(e);
            }
        }
    }
}
