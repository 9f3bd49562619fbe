using ActorScheduler.Cli.JobLog;
using ActorScheduler.Cli.Run;

namespace ActorScheduler.Cli.State;

/// <summary>
/// The file of <c>--state</c>, open: a SQLite store in which the scheduler of the run keeps its jobs and how they
/// ended. Nobody else runs on it meanwhile.
/// </summary>
internal sealed class RunState : IDisposable
{
    /// <summary>The name of the scheduler in the store.</summary>
    public const string Journal = "run";

    /// <summary>What the lock of a state has behind its name.</summary>
    public const string LockEnding = ".lock";

    /// <summary>
    /// Somebody may look into the file with a tool of their own; who holds it longer than this stops the run.
    /// </summary>
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Nobody sends letters to a run: as seldom as the store allows.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMinutes(1);

    private readonly FileLock? _lock;
    private readonly WatchedStore _store;

    private RunState(string name, FileLock? gate, WatchedStore store, StateHistory history)
    {
        Name = name;
        _lock = gate;
        _store = store;
        History = history;
    }

    /// <summary>The name of the file, for messages.</summary>
    public string Name { get; }

    /// <summary>For the node.</summary>
    public IStore Store => _store;

    /// <summary>What it has of earlier runs.</summary>
    public StateHistory History { get; }

    /// <summary>Opens it to run on it; made when it is not there.</summary>
    /// <exception cref="UsageException">
    /// It cannot be used, another run is using it, or it holds a run that is not to be resumed.
    /// </exception>
    /// <param name="options">Where it is, and how it is gone on with.</param>
    /// <param name="log">The job log that goes on beside it; null when none does.</param>
    public static async Task<RunState> OpenAsync(RunOptions options, JobLogHistory? log)
    {
        string path = options.State!;
        string name = OneLine.Of(path);
        if (Directory.Exists(path)) throw new UsageException($"cannot use state '{name}': it is a directory");
        FileLock gate = Lock(path, name);
        RunState? state = null;
        try
        {
            state = await OpenAsync(path, name, gate, log, options.ResumeFailed).ConfigureAwait(false);
            if (state.History.HasJobs && !options.Resumes)
                throw new UsageException($"the state '{name}' holds a run already: --resume goes on with it");
            return state;
        }
        catch (UsageException)
        {
            state?.Dispose();
            gate.Dispose();
            throw;
        }
    }

    /// <summary>Reads what it has of earlier runs, and leaves it as it is; null when there is no such file.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static async Task<StateHistory?> PeekAsync(RunOptions options)
    {
        string path = options.State!;
        if (!File.Exists(path)) return null;
        RunState state =
            await OpenAsync(path, OneLine.Of(path), null, null, options.ResumeFailed).ConfigureAwait(false);
        state.Dispose();
        return state.History;
    }

    /// <summary>True when a run uses a state now.</summary>
    public static bool IsTaken(string path) => FileLock.IsTaken(path, LockEnding);

    /// <summary>What the run's scheduler is to do to keep its jobs here.</summary>
    public static SchedulerOptions Durable(SchedulerOptions limits) => limits with
    {
        Durable = true,
        KeepExits = TimeSpan.MaxValue,
        MaxKeptExits = int.MaxValue,
        KeepsOutput = false,        // it is on the screen, and never printed again
        CancelsEarlierJobs = "the run was cut off; what is missing is begun anew",
    };

    /// <summary>Has somebody told when something cannot be written, on any thread.</summary>
    public void OnFailure(Action<StoreException> failed) => _store.Failed = failed;

    /// <summary>Writes what is left, closes the file and lets others use it.</summary>
    public void Dispose()
    {
        _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _lock?.Dispose();
    }

    private static FileLock Lock(string path, string name)
    {
        try
        {
            WritableFile.Check(path);
            return FileLock.Take(path, LockEnding);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            throw new UsageException($"cannot use state '{name}': {FileProblem.Of(problem)}", problem);
        }
    }

    private static async Task<RunState> OpenAsync(
        string path, string name, FileLock? gate, JobLogHistory? log, bool retryFailed)
    {
        WatchedStore? store = null;
        try
        {
            var options = new SqliteStoreOptions { BusyTimeout = BusyTimeout, PollInterval = PollInterval };
            store = new WatchedStore(SqliteStore.Open(path, options));
            StateHistory history =
                await StateHistory.ReadAsync(name, store, Journal, log, retryFailed).ConfigureAwait(false);
            return new RunState(name, gate, store, history);
        }
        catch (StoreException problem)
        {
            if (store is not null) await store.DisposeAsync().ConfigureAwait(false);
            throw new UsageException($"cannot use state '{name}': {StateProblem.Of(problem)}", problem);
        }
        catch (UsageException)
        {
            if (store is not null) await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
